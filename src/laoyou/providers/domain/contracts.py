"""By which forms a facility is run by another, and how he was chosen."""

from __future__ import annotations

from datetime import date, timedelta

FORMS = ("entrusted", "lease", "tot", "bot", "rot", "cooperation")
"""委托, 租赁, and the three that the documents name by their letters: transfer, build or renovate, operate, transfer."""

CHOSEN_BY = ("open_tender", "quality_selection", "negotiation", "direct", "unknown")
"""公开招标, 以服务质量为主的遴选, 竞争性谈判 (磋商), 直接委托."""


def in_force(starts_on: date, expires_on: date, ended_on: date | None, day: date) -> bool:
    """Whether a contract holds on `day`: through its last day, or until the day before it ended early."""
    return starts_on <= day < (ended_on or expires_on + timedelta(days=1))
