"""What was kept long enough is shown, confirmed by another, and goes with its past; what was not shown stays."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, models, transaction

from laoyou.core import history, privacy
from laoyou.core.models import AuditEntry, HistoryEntry
from laoyou.packs import public as packs
from laoyou.people.commands import residents, statuses
from laoyou.people.models import LifeTrace, Resident, StatusFact
from laoyou.privacy.commands import retention
from laoyou.privacy.models import RetentionLine, RetentionRound
from laoyou.privacy.tests.conftest import AT, SYSTEM, TODAY, add, office, refused

pytestmark = pytest.mark.django_db
ALL = "a test looks at everything"


@pytest.fixture
def old(hands):
    """A status that ended more than thirty years ago, one that ended lately, and a change of the old one."""
    elder = add("周一", birth=date(1920, 1, 1))
    old = statuses.add(elder.pk, "lives_alone", date(1980, 1, 1), true_to=date(1995, 6, 1), source="走访", by=SYSTEM, at=AT)  # fmt: skip
    new = statuses.add(elder.pk, "empty_nest", date(2000, 1, 1), true_to=date(2020, 1, 1), source="走访", by=SYSTEM, at=AT)  # fmt: skip
    with transaction.atomic():
        history.append(StatusFact, old.pk, {"source": "旧来源"}, {"source": "走访"}, by=SYSTEM, at=AT)
    return {"elder": elder, "old": old.pk, "new": new.pk}


@pytest.mark.parametrize(
    "day, months, expected",
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 12, date(2025, 1, 15)),
        (date(2026, 10, 31), 360, date(1996, 10, 31)),
        (date(2026, 1, 31), -36, date(2029, 1, 31)),
    ],
)
def test_months_are_counted_back_to_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert privacy.months_before(day, months) == expected


def test_thirty_years_of_accounts_begin_with_the_end_of_the_year(old):
    found = privacy.due(TODAY, office("500118"), "privacy.let_go", most=9)
    assert [(line.entry.model, line.before, line.ids) for line in found] == [
        ("people.statusfact", date(1996, 1, 1), (old["old"],))
    ]


def test_a_round_deletes_what_was_shown_with_its_past_after_a_second_person_confirmed(old, hands):
    one = retention.draft(by=hands["first"], at=AT)
    with refused("privacy.round_own"):
        retention.confirm(one.pk, by=hands["first"], at=AT)
    assert StatusFact.objects.unscoped(ALL).filter(pk=old["old"]).exists()
    done = retention.confirm(one.pk, by=hands["second"], at=AT)
    assert (done.state, done.due, done.gone, done.kept) == ("done", 1, 1, 0)
    assert set(StatusFact.objects.unscoped(ALL).values_list("pk", flat=True)) == {old["new"]}
    assert not HistoryEntry.objects.unscoped(ALL).filter(table="people_statusfact", row=str(old["old"])).exists()
    said = json.loads(AuditEntry.objects.unscoped(ALL).get(action="privacy.confirm_round").detail)
    assert said["gone"] == 1 and said["tables"]["people.statusfact"]["gone"] == 1
    with refused("privacy.round_state"):
        retention.confirm(one.pk, by=hands["second"], at=AT)
    with refused("privacy.round_nothing"):
        retention.draft(by=hands["first"], at=AT)


def test_nothing_goes_when_something_became_due_that_nobody_was_shown(old, hands):
    one = retention.draft(by=hands["first"], at=AT)
    with refused("privacy.round_open"):
        retention.draft(by=hands["second"], at=AT)
    statuses.add(
        old["elder"].pk, "left_behind", date(1970, 1, 1), true_to=date(1990, 1, 1), source="补录", by=SYSTEM, at=AT
    )
    with refused("privacy.round_changed"):
        retention.confirm(one.pk, by=hands["second"], at=AT)
    assert StatusFact.objects.unscoped(ALL).count() == 3
    retention.withdraw(one.pk, by=hands["first"], at=AT)
    assert retention.draft(by=hands["first"], at=AT).due == 2


def test_a_round_stays_within_its_area_and_its_roles(old, hands):
    one = retention.draft(by=hands["first"], at=AT)
    with refused("core.not_found"):
        retention.confirm(one.pk, by=office("500199"), at=AT)
    with refused("core.not_permitted"):
        retention.confirm(one.pk, by=hands["town"], at=AT)
    with refused("privacy.round_nothing"):
        retention.draft(by=office("500118100"), at=AT)


def test_the_database_itself_wants_two_hands(old, hands):
    one = retention.draft(by=hands["first"], at=AT)
    rows = models.QuerySet(RetentionRound).filter(pk=one.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="done", ended_at=AT, ended_by_id=hands["first"].account_id)


def test_what_the_pack_says_nothing_about_is_never_due(hands):
    elder = add("周二", birth=date(1920, 1, 1))
    LifeTrace.objects.create(resident=elder, seen_on=date(1950, 1, 1), kind="visit", source="走访", recorded_at=AT)
    assert privacy.entry_of("people.lifetrace").norm is None
    with refused("privacy.round_nothing"):
        retention.draft(by=hands["first"], at=AT)


def test_who_died_long_ago_is_erased_once_the_pack_says_when_and_is_not_due_again(hands, monkeypatch):
    gone = add("周三", birth=date(1920, 1, 1), phone="10400000001")
    residents.record_death(gone.pk, date(2015, 5, 5), source="火化证明", by=SYSTEM, at=AT)
    statuses_before = StatusFact.objects.unscoped(ALL).count()
    norm = packs.Norm(key="privacy.retention.people-resident", title="x", unit="months", value=120, document="d", clause="c", verified=False)  # fmt: skip
    monkeypatch.setattr(
        privacy.Entry, "norm", property(lambda entry: norm if entry.model == "people.resident" else None)
    )
    one = retention.draft(by=hands["first"], at=AT)
    assert list(RetentionLine.objects.unscoped(ALL).filter(round=one).values_list("table", "due")) == [
        ("people.resident", 1)
    ]
    retention.confirm(one.pk, by=hands["second"], at=AT)
    row = Resident.objects.unscoped(ALL).get(pk=gone.pk)
    assert (row.name, row.phone) == ("（已删除）", None)
    assert StatusFact.objects.unscoped(ALL).count() == statuses_before
    with refused("privacy.round_nothing"):
        retention.draft(by=hands["first"], at=AT)


def test_nothing_goes_when_the_audit_entry_fails(old, hands, monkeypatch):
    one = retention.draft(by=hands["first"], at=AT)

    def fails(*_given, **_more):
        raise RuntimeError("no entry")

    monkeypatch.setattr("laoyou.privacy.commands.shared.audit.record", fails)
    with pytest.raises(RuntimeError):
        retention.confirm(one.pk, by=hands["second"], at=AT)
    assert StatusFact.objects.unscoped(ALL).count() == 2
    assert RetentionRound.objects.unscoped(ALL).get(pk=one.pk).state == "drafted"
