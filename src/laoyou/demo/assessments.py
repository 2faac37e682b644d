"""
Assessments of the demonstration: some elders of one town in every state, and the elder of the family's account.

Where nobody of the demonstration has a medical certificate in force (a small one has no nurse), a director is given one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from laoyou.assessments import public as assessments
from laoyou.core import district
from laoyou.core.clock import BEIJING
from laoyou.core.models import Account
from laoyou.core.scope import Scope, scope_of
from laoyou.people import public as people
from laoyou.providers import public as providers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from laoyou.demo.building import Build
    from laoyou.packs.public import InstrumentEntry

INSTRUMENT = "gb-t-42195-2022"
ASKED, ASSIGNED, ANSWERED, SIGNED, TOLD, OBJECTED = range(6)
PLAYED = (ASKED, ASSIGNED, ASSIGNED, ANSWERED, SIGNED, TOLD, OBJECTED)
"""How far the assessment of each elder has come; the family's elder is told."""
SENIOR, ELDER = 75, 60


def play(build: Build) -> None:
    """Ask, assign, visit, sign, tell, object: through the accounts of the demonstration."""
    entry = district.pack().instruments.get(INSTRUMENT)
    if entry is None:
        return
    town, one, two = (_scope(build, name) for name in ("town-urban", "assessor", "assessor-nurse"))
    today = build.at.astimezone(BEIJING).date()
    number_of_licence = _licence(build)
    seniors = [
        row.id
        for row in people.people_after(town, after=0, limit=400)
        if people.years_old(row.birth_date, today) >= SENIOR
    ]
    wanted = [(pk, far, town) for pk, far in zip(seniors, PLAYED, strict=False)]
    wanted += [(pk, TOLD, build.by) for pk in _of_family(today) if pk not in seniors[: len(PLAYED)]]
    for number, (pk, far, office) in enumerate(wanted):
        on = today - timedelta(days=30 - number)
        try_to = far if number_of_licence else ASKED
        row = assessments.ask(pk, INSTRUMENT, assessments.Reason.FIRST, "家属（示例）", on, by=office, at=build.at)
        if try_to >= ASSIGNED:
            assessments.assign(
                row.pk, one.account_id or 0, two.account_id or 0, medical=2, certificate_number=number_of_licence,
                planned_on=today + timedelta(days=number), by=office, at=build.at,
            )  # fmt: skip
        if try_to >= ANSWERED:
            answers = _answers(entry, number)
            cases = {case.code: case.code == "dementia" and number % 2 == 0 for case in entry.circumstance}
            ago = timedelta(days=number + 1)
            form = assessments.Form(f"demo-{pk:08d}", row.pk, build.at - ago, ago, timedelta(), answers, cases, "示例")
            given, _new = assessments.take_in(form, by=one, at=build.at)
            assessments.sign(row.pk, given.pk, by=one, at=build.at)
            if try_to >= SIGNED:
                assessments.sign(row.pk, given.pk, by=two, at=build.at)
        if try_to >= TOLD:
            assessments.tell(row.pk, today, today + timedelta(days=9), by=office, at=build.at)
        if try_to >= OBJECTED:
            assessments.object_to(row.pk, "家属（示例）", "洗澡要人全程帮助（示例）", by=office, at=build.at)


def _answers(entry: InstrumentEntry, number: int) -> Mapping[str, int]:
    """Answers that get worse from elder to elder, the first groups first."""
    answers = {}
    for place, item in enumerate(item for dimension in entry.dimension for item in dimension.item):
        scores = sorted(one.score for one in entry.choices(item))
        worse = 2 if place < number * 3 else 0
        answers[item.code] = scores[max(0, len(scores) - 1 - worse)]
    return answers


def _licence(build: Build) -> str:
    """The number of a medical certificate in force; '' where nobody is at work who could have one."""
    today = build.at.astimezone(BEIJING).date()
    for each in providers.certificates_of(assessments.MEDICAL, example=True):
        if each.holds(today):
            return each.number
    for row in providers.staff_after(build.by, after=0, limit=500):
        if row.job == "director":
            made = providers.add_credential(
                row.id, "nurse_licence", "示例护士0001", issuer="示例发证机关", issued_on=today - timedelta(days=900),
                by=build.by, at=build.at, example=True,
            )  # fmt: skip
            return made.number
    return ""


def _of_family(today: date) -> list[int]:
    """The elders of the account of a family, where there is one."""
    account = Account.objects.filter(username="family").first()
    ids = [grant.resident_id for grant in account.grants.order_by("pk") if grant.resident_id] if account else []
    system = Scope.system("the family of the demonstration")
    known = people.people_named(ids, system, "people.show_resident", on=today)
    return [pk for pk in ids if pk in known and people.years_old(known[pk].birth_date, today) >= ELDER]


def _scope(build: Build, username: str) -> Scope:
    return scope_of(Account.objects.get(username=username), at=build.at)
