"""
What other rooms may use of assessments: the commands from asking to objecting, for whoever holds the permissions.

The levels themselves stand in the register of people (`people.public.capabilities`).
"""

from __future__ import annotations

from laoyou.assessments.commands.afterwards import object_to, tell
from laoyou.assessments.commands.asking import ask, assign
from laoyou.assessments.commands.assessing import Form, sign, take_in
from laoyou.assessments.domain.assessment import MEDICAL, Reason

__all__ = ["MEDICAL", "Form", "Reason", "ask", "assign", "object_to", "sign", "take_in", "tell"]
