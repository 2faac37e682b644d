"""What other rooms may use of assessments: nothing so far; the levels stand in the register of people."""

from __future__ import annotations

__all__: list[str] = []
