"""
What other rooms may use of privacy: nothing so far.

It stands above the registers and reads what they registered with `core.privacy`; its pages are found through `core.links`.
"""

from __future__ import annotations

__all__: list[str] = []
