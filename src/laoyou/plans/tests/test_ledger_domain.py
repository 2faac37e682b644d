"""The machine of the ledger, exhaustively: every state, every act, every pair of hands."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.plans.domain.ledger import (
    OPEN_STATES,
    Act,
    Actor,
    Part,
    Party,
    Reporter,
    Standing,
    State,
    after,
    is_late,
    may_confirm,
    possible,
    reports_for,
    standing,
)
from laoyou.plans.domain.terms import Call, Terms, calls

S, A = State, Act
TABLE: dict[tuple[State, Act], State] = {
    (S.PLANNED, A.REPORT): S.REPORTED,
    (S.PLANNED, A.REPORT_COMPLETION): S.COMPLETION_REPORTED,
    (S.UNDER_WAY, A.REPORT): S.REPORTED,
    (S.UNDER_WAY, A.REPORT_COMPLETION): S.COMPLETION_REPORTED,
    (S.REPORTED, A.CONFIRM): S.UNDER_WAY,
    (S.REPORTED, A.SEND_BACK): S.UNDER_WAY,
    (S.COMPLETION_REPORTED, A.CONFIRM): S.CONFIRMED,
    (S.COMPLETION_REPORTED, A.SEND_BACK): S.UNDER_WAY,
    (S.CONFIRMED, A.CLOSE): S.CLOSED,
    (S.CONFIRMED, A.REOPEN): S.UNDER_WAY,
    (S.CLOSED, A.REOPEN): S.UNDER_WAY,
    **{(state, act): state for state in OPEN_STATES for act in (A.ASK_DELAY, A.GRANT_DELAY, A.REFUSE_DELAY)},
    **{(state, A.DECIDE): state for state in S},
}
"""All that may happen; written a second time, by hand, so that a slip of the machine shows."""


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_an_act_leads_where_the_table_says_and_nowhere_else(state: State, act: Act) -> None:
    assert after(state, act) is TABLE.get((state, act))


def test_nothing_is_closed_that_nobody_has_confirmed() -> None:
    """Every way from the beginning to closing passes a confirmation of completion."""
    ways = [((State.PLANNED, ()))]
    seen = set()
    while ways:
        state, path = ways.pop()
        for act in Act:
            follows = after(state, act)
            confirmed = path and path[-1] == "confirmed"
            if follows is State.CLOSED:
                assert act is Act.CLOSE
                assert state is State.CONFIRMED
                assert confirmed
            mark = ("confirmed",) if follows is State.CONFIRMED else ()
            if follows is not None and (follows, mark) not in seen and follows is not State.CLOSED:
                if follows is State.CONFIRMED:
                    assert act is Act.CONFIRM or (act is Act.DECIDE and confirmed)
                seen.add((follows, mark))
                ways.append((follows, mark))
    assert (State.CONFIRMED, ("confirmed",)) in seen


LEAD, RESPONSIBLE, OTHER = "lead", "responsible", "other"
PARTIES = (Party(Part.LEAD, LEAD), Party(Part.RESPONSIBLE, RESPONSIBLE), Party(Part.SUPPORTING, OTHER))
ACTORS = {
    "lead": Actor(1, LEAD, officer=True),
    "responsible": Actor(2, RESPONSIBLE, officer=True),
    "supporting": Actor(3, OTHER, officer=True),
    "stranger": Actor(4, None, officer=True),
    "responsible without a role here": Actor(5, RESPONSIBLE),
    "planner": Actor(6, leads=True),
    "planner of the lead": Actor(7, LEAD, leads=True),
    "planner of the responsible": Actor(8, RESPONSIBLE, leads=True),
    "town": Actor(9, towns=("500118001",)),
    "nobody": Actor(None),
}
REPORTER = Reporter(2, RESPONSIBLE)


@pytest.mark.parametrize("name", ACTORS)
def test_only_the_responsible_unit_reports(name: str) -> None:
    assert (reports_for(ACTORS[name], PARTIES) is not None) == (name == "responsible")


@pytest.mark.parametrize("name", ACTORS)
def test_only_the_lead_confirms(name: str) -> None:
    assert may_confirm(ACTORS[name], PARTIES, REPORTER) == (name in {"lead", "planner of the lead"})


@pytest.mark.parametrize("name", ACTORS)
def test_without_another_lead_the_planner_confirms_unless_he_is_of_the_unit_that_reported(name: str) -> None:
    alone = (Party(Part.LEAD, RESPONSIBLE),)
    assert may_confirm(ACTORS[name], alone, REPORTER) == (name in {"planner", "planner of the lead"})


def test_a_town_reports_for_itself_alone() -> None:
    parties = (Party(Part.LEAD, LEAD), Party(Part.RESPONSIBLE, town="500118001"))
    assert reports_for(Actor(1, towns=("500118001",)), parties) == parties[1]
    assert reports_for(Actor(1, towns=("500118002",)), parties) is None
    assert reports_for(Actor(1, RESPONSIBLE, officer=True), parties) is None


units = st.sampled_from(["a", "b", "c", None])
actors = st.builds(
    Actor,
    account=st.integers(1, 4),
    unit=units,
    officer=st.booleans(),
    towns=st.sampled_from([(), ("500118001",)]),
    leads=st.booleans(),
)
parties_of_units = st.lists(
    st.builds(Party, part=st.sampled_from(Part), unit=st.sampled_from(["a", "b", "c"])), max_size=4
)


@given(actor=actors, parties=parties_of_units, account=st.integers(1, 4), unit=st.sampled_from(["a", "b", "c"]))
def test_nobody_ever_confirms_his_own_report_nor_a_unit_that_of_itself(
    actor: Actor, parties: list[Party], account: int, unit: str
) -> None:
    if actor.account == account or actor.unit == unit:
        assert not may_confirm(actor, parties, Reporter(account, unit))


@given(actor=actors, parties=parties_of_units, state=st.sampled_from(State), delay=st.booleans())
def test_a_page_offers_only_what_the_state_allows_and_never_both_sides_of_one_report(
    actor: Actor, parties: list[Party], state: State, delay: bool
) -> None:
    offered = possible(actor, state, parties, Reporter(actor.account, actor.unit), delay_asked=delay)
    assert all(after(state, act) is not None for act in offered)
    assert not offered & {Act.CONFIRM, Act.SEND_BACK}
    assert offered & {Act.CLOSE, Act.REOPEN, Act.GRANT_DELAY} == set() or actor.leads


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(state=st.sampled_from(State), due=st.none() | days, on=days, soon=st.none() | st.integers(0, 60))
def test_late_is_what_is_open_after_its_last_day(state: State, due: date | None, on: date, soon: int | None) -> None:
    now = standing(state, due, on, soon_days=soon)
    assert (now is Standing.LATE) == is_late(state, due, on)
    if due is not None and due >= on:
        assert now is not Standing.LATE
    if state in (State.CLOSED, State.CONFIRMED):
        assert now in (Standing.CLOSED, Standing.CONFIRMED)


TERMS = Terms(remind=30, again=7, escalate=10, confirm=5)
DUE = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        (31, []),
        (30, [(Call.REMIND, 0)]),
        (24, [(Call.REMIND, 0)]),
        (23, [(Call.REMIND, 1)]),
        (0, [(Call.REMIND, 4)]),
        (-9, [(Call.REMIND, 5)]),
        (-10, [(Call.REMIND, 5), (Call.ESCALATE, 0)]),
        (-17, [(Call.REMIND, 6), (Call.ESCALATE, 1)]),
    ],
)
def test_reminders_come_in_turns_and_escalation_after_the_term(days_before: int, expected: list) -> None:
    assert calls(TERMS, due=DUE, waiting_since=None, on=DUE - timedelta(days=days_before)) == expected


def test_whoever_waits_for_a_confirmation_is_not_reminded_but_the_lead_is() -> None:
    assert calls(TERMS, due=DUE, waiting_since=DUE - timedelta(days=5), on=DUE) == [(Call.CONFIRM, 0)]
    assert calls(Terms(), due=DUE, waiting_since=None, on=DUE + timedelta(days=400)) == []
