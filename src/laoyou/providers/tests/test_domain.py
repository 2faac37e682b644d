"""Decisions without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.packs.models.measure import CLASS_KINDS, FACILITY_KINDS
from laoyou.providers.domain.childcare import CLASS_MONTHS
from laoyou.providers.domain.kinds import kinds_for, registers_of
from laoyou.providers.domain.selection import DEFAULTS, KEYS, Selection
from laoyou.providers.domain.states import Bar, CredentialState, FiledState, can_file, credential_state, is_barred
from laoyou.providers.queries.counts import COLUMNS
from laoyou.providers.queries.rows import CONDITIONS

codes = {
    register: st.fixed_dictionaries(
        {},
        optional={
            key: st.sampled_from(values) for key, values in keys.items() if values not in (("number",), ("area",))
        },
    )
    for register, keys in KEYS.items()
}


@given(st.data())
def test_a_selection_and_its_text_mean_the_same_and_the_text_is_written_one_way_only(data):
    register = data.draw(st.sampled_from(sorted(KEYS)))
    conditions = data.draw(codes[register])
    selection = Selection.of(register, conditions)
    assert Selection.parse(register, selection.query or "all") == selection
    assert Selection.of(register, dict(reversed(conditions.items()))) == selection
    for key, value in DEFAULTS.get(register, {}).items():
        assert f"{key}={value}" not in selection.query


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kind=palace",
        "reading=approved",
        "area=abc",
        "area=5001181",
        "kind=",
        "state=open&state=closed",
        "provider=0",
        "x=1",
    ],
)
def test_an_address_with_a_condition_that_the_register_lacks_is_no_page(text):
    with pytest.raises(DomainError) as refusal:
        Selection.parse("facilities", text)
    assert refusal.value.code == "core.not_found"


def test_several_values_of_one_key_mean_any_of_them_in_the_order_of_the_vocabulary():
    selection = Selection.of("beds", {"kind": ["town_care_centre", "care_home", "care_home"]})
    assert selection.query == "kind=care_home&kind=town_care_centre"
    assert selection.on("facilities").query == selection.query
    assert selection.but(kind="care_home", reading="filed").ref == "beds:reading=filed&kind=care_home"


def test_every_condition_that_can_be_written_can_be_asked_of_the_database():
    assert {register: set(keys) for register, keys in KEYS.items()} == {
        register: set(conditions) for register, conditions in CONDITIONS.items()
    }
    for register, keys in COLUMNS.items():
        assert set(keys) <= set(KEYS[register])


def test_every_kind_of_facility_serves_somebody_and_every_kind_of_class_has_its_months():
    assert all(registers_of(frozenset({kind})) for kind in FACILITY_KINDS)
    assert set(kinds_for("elder_care")) | set(kinds_for("childcare")) == set(FACILITY_KINDS)
    assert registers_of(frozenset({"care_home", "childcare_centre"})) == ("elder_care", "childcare")
    assert set(CLASS_MONTHS) == set(CLASS_KINDS)
    assert all(0 <= low < high <= 36 for low, high in CLASS_MONTHS.values())


def test_a_credential_holds_through_its_last_day_and_warns_three_months_before():
    today = date(2026, 10, 31)
    assert credential_state(None, today) is CredentialState.VALID
    assert credential_state(today, today) is CredentialState.EXPIRING
    assert credential_state(date(2026, 10, 30), today) is CredentialState.EXPIRED
    assert credential_state(date(2027, 1, 29), today) is CredentialState.EXPIRING
    assert credential_state(date(2027, 1, 30), today) is CredentialState.VALID


def test_a_filing_is_made_and_withdrawn_and_never_refused():
    assert can_file(FiledState.NOT_FILED, FiledState.FILED)
    assert can_file(FiledState.FILED, FiledState.WITHDRAWN)
    assert not can_file(FiledState.FILED, FiledState.NOT_FILED)
    assert can_file(FiledState.FILED, FiledState.FILED)


def test_a_bar_holds_from_its_first_day_until_the_day_before_it_ends():
    bars = (Bar(date(2026, 1, 1), date(2026, 6, 1)),)
    assert [
        is_barred(bars, day) for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31), date(2026, 6, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert is_barred((Bar(date(2026, 1, 1), None),), date(2036, 1, 1))
