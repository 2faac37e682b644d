"""Example facilities: counting them again gives the published tables, and nobody among them can be real."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.base.ids import is_example_phone, parse_credit_code, parse_resident_id
from laoyou.core.commands import reference
from laoyou.core.scope import Scope
from laoyou.demo import facilities
from laoyou.demo.facility_counts import _kinds_of, apportion, read
from laoyou.packs import public as packs
from laoyou.packs.public import Comparison
from laoyou.providers.public import registers_of

TODAY = date(2026, 10, 31)
AT = datetime(2026, 10, 31, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def pack():
    return packs.load("500118-demo")


@pytest.fixture(scope="module")
def whole(pack):
    return facilities.draw(pack, 1, 1, TODAY)


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 500), min_size=1),
    st.integers(0, 2000),
)
def test_dividing_loses_nothing_and_gives_whole_weights_back(weights, total):
    parts = apportion(total, weights)
    assert sum(parts.values()) == (total if any(weights.values()) else 0)
    assert all(abs(part - total * weights[key] / max(1, sum(weights.values()))) < 1 for key, part in parts.items())
    assert apportion(sum(weights.values()), weights) == weights


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1), st.integers(0, 500))
def test_nobody_gets_more_than_fits_and_what_fits_somewhere_is_given(pairs, total):
    weights = {str(n): weight for n, (weight, _) in enumerate(pairs)}
    caps = {str(n): cap for n, (_, cap) in enumerate(pairs)}
    parts = apportion(total, weights, caps)
    assert all(parts[key] <= caps[key] for key in parts)
    room = sum(caps[key] for key in parts if weights[key])
    assert sum(parts.values()) == min(total, room)


def rows(name):
    return apps.get_model("providers", name).objects.unscoped("a test")


def counted(cells, draft):
    """Area of the cells → what the drawn rows say about it, read one row at a time, by other code than the builder's."""
    kinds, where = set(_kinds_of(cells.count)), cells.count.where
    found = Counter()
    for one in draft.facilities:
        area = next((area for area in cells.values if one.area_id.startswith(area)), one.area_id)
        if any(where.get(name, getattr(one, name)) != getattr(one, name) for name in ("ownership", "operation")):
            continue
        if cells.count.table == "facilities":
            test = where.get("registers")
            registers = set(registers_of(frozenset(one.kinds)))
            fits = set(test.has_all) <= registers if isinstance(test, Comparison) else bool(kinds & set(one.kinds))
            found[area] += fits
        elif not kinds or next(iter(one.kinds)) in kinds:
            if cells.count.table == "beds":
                found[area] += sum(
                    getattr(bed, cells.count.sum) and (bed.nursing or "nursing" not in where) for bed in one.beds
                )
            else:
                found[area] += sum(getattr(place, cells.count.sum) for row in one.classes for place in row.places)
    return {area: found[area] for area in cells.values}


def test_every_countable_cell_of_the_published_tables_comes_out_again_in_every_town(pack, whole):
    columns = read(pack)
    assert len(columns) == 19
    for cells in columns:
        assert len(cells.values) >= 4, cells.title
        assert counted(cells, whole) == cells.values, (cells.table, cells.title)


def test_the_district_as_a_whole_agrees_with_the_printed_totals(pack, whole):
    """The totals row is read from the tables themselves: it took no part in the building."""
    first, third = pack.figures["yc-table-1-1"], pack.figures["yc-table-1-3"]
    beds = [bed for one in whole.facilities for bed in one.beds if bed.actual]
    places = [place for one in whole.facilities for row in one.classes for place in row.places]
    elder = [one for one in whole.facilities if "elder_care" in registers_of(frozenset(one.kinds))]
    district = (pack.manifest.area,)
    assert len(beds) == first.number(district, "beds")
    assert len(elder) == first.number(district, "institutions")
    assert len(places) == third.number(district, "places")
    assert sum(place.open for place in places) == third.number(district, "enrolled")
    assert 0 < sum(place.enrolled for place in places) < sum(place.open for place in places)


def test_a_facility_carries_two_kinds_just_where_the_table_counted_one_too_many(pack, whole):
    first = pack.figures["yc-table-1-1"].description
    rule = next(rule for rule in first.column_total if rule.column == "institutions")
    more = {area: int(-value) for area, value in rule.differences.items() if area != pack.manifest.area}
    double = [one for one in whole.facilities if len(one.kinds) > 1]
    assert Counter(one.area_id[:9] for one in double) == more
    for one in double:
        first_kind, second = one.kinds
        assert second == "care_home" and first_kind != "care_home"
        assert "推断" in one.kinds[second] and one.inferred_note
        assert not one.kinds[first_kind]


def test_the_same_seed_draws_the_same_district_and_another_seed_another_one(pack, whole):
    assert facilities.draw(pack, 1, 1, TODAY) == whole
    assert facilities.draw(pack, 1, 2, TODAY) != whole


@pytest.mark.parametrize("scale", [0.0005, 0.0174, 0.1, 0.5])
def test_a_smaller_district_is_in_proportion_and_has_at_least_one_of_each_kind(pack, whole, scale):
    small = facilities.draw(pack, scale, 1, TODAY)
    assert {kind for one in small.facilities for kind in one.kinds} == {
        kind for one in whole.facilities for kind in one.kinds
    }
    for number in (
        lambda draft: sum(bed.actual for one in draft.facilities for bed in one.beds),
        lambda draft: sum(len(row.places) for one in draft.facilities for row in one.classes),
    ):
        assert abs(number(small) - scale * number(whole)) <= 8
    assert all(
        row.open or not row.enrolled for one in small.facilities for group in one.classes for row in group.places
    )


def test_nobody_and_nothing_in_it_can_be_real(whole):
    codes = [one.credit_code for one in whole.providers]
    people = [person for one in whole.facilities for person in one.staff]
    assert len(set(codes)) == len(codes) and codes
    for code in codes:
        parse_credit_code(code, accept_example=True)
        with pytest.raises(DomainError):
            parse_credit_code(code)
    numbers = [person.id_number for person in people]
    assert len(set(numbers)) == len(numbers) > 1000
    for number in numbers:
        assert parse_resident_id(number, today=TODAY, accept_example=True).is_example
    phones = [person.phone for person in people] + [one.phone for one in whole.facilities]
    assert all(is_example_phone(phone) for phone in phones) and len(set(phones)) == len(phones)
    assert all("示例" in name for name in (one.name for one in (*whole.facilities, *whole.providers)))


def test_some_credentials_have_run_out_and_most_hold(whole):
    papers = [paper for one in whole.facilities for person in one.staff for paper in person.credentials]
    expired = [paper for paper in papers if paper.expires_on and paper.expires_on < TODAY]
    assert 0 < len(expired) < len(papers) / 4


def test_what_no_table_says_stays_unknown():
    pack = packs.load("500103-yuzhong")
    draft = facilities.draw(pack, 1, 1, TODAY)
    stations = [one for one in draft.facilities if "community_care_station" in one.kinds]
    assert stations and not any(one.beds_known or one.beds for one in stations)
    for cells in read(pack):
        assert counted(cells, draft) == cells.values, cells.title


def test_a_pack_that_counts_nothing_gives_nothing_and_says_so():
    built = facilities.build(packs.load("500117-hechuan"), 1, 1)
    assert (built.facilities, built.beds, built.staff) == (0, 0, 0)
    assert "没有公布" in built.note


@pytest.mark.django_db
def test_building_writes_exactly_what_was_drawn_and_one_entry_for_each_table(pack):
    from laoyou.core.models import AuditEntry

    reference.load(pack, by=Scope.system("a test"), at=AT)
    before = AuditEntry.objects.unscoped("a test").count()
    told = []
    built = facilities.build(pack, 0.05, 3, lambda done, total: told.append((done, total)))
    draft = facilities.draw(pack, 0.05, 3, TODAY)

    assert built.facilities == rows("Facility").count() == len(draft.facilities)
    assert built.beds == rows("Bed").filter(actual=True).count()
    assert built.places == rows("ChildcarePlace").count()
    assert built.staff == rows("StaffMember").count() == sum(len(one.staff) for one in draft.facilities)
    assert all(rows(name).filter(example=False).count() == 0 for name in ("Facility", "Bed", "StaffMember"))
    assert told[-1][0] == told[-1][1]
    entries = AuditEntry.objects.unscoped("a test").filter(action="providers.enter")
    assert entries.count() == AuditEntry.objects.unscoped("a test").count() - before == 10
    person, drawn = rows("StaffMember").order_by("pk").first(), draft.facilities[0].staff[0]
    assert (person.name, person.id_number.open()) == (drawn.name, drawn.id_number)


@pytest.mark.django_db
def test_one_bad_row_leaves_nothing_behind(pack, monkeypatch):
    reference.load(pack, by=Scope.system("a test"), at=AT)
    draft = facilities.draw(pack, 0.05, 3, TODAY)
    draft.facilities[-1].staff[0].job = "wizard"
    monkeypatch.setattr(facilities, "draw", lambda *_: draft)
    with pytest.raises(DomainError) as refusal:
        facilities.build(pack, 0.05, 3)
    assert refusal.value.code == "providers.code_unknown"
    assert rows("Provider").count() == 0
