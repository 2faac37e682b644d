"""The list shows exactly those whom a plain look at every row would show, in order, however it is searched, filtered, paged."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.domain.roles import Role
from laoyou.people.commands import residents as commands
from laoyou.people.commands import statuses
from laoyou.people.domain.ages import months_old
from laoyou.people.domain.names import Looks, read, understand
from laoyou.people.domain.selection import Basis, Selection, months_of_years
from laoyou.people.models import Resident
from laoyou.people.queries import branches, counts, residents
from laoyou.people.queries.branches import holding
from laoyou.people.tests.conftest import AT, EAST, SYSTEM, TODAY, WEST, add, office
from laoyou.people.tests.test_commands import number_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
NAMES = (
    "王小明",
    "王晓明",
    "王明",
    "李小明",
    "曾小贤",
    "欧阳娜娜",
    "单英",
    "张秀英",
    "李秀英",
    "李力",
    "丽水",
    "Anna Smith",
)
SEARCHES = (
    "",
    "王",
    "王小",
    "小明",
    "秀英",
    "英",
    "wang",
    "wangxiao",
    "wxm",
    "xiaoming",
    "li",
    "l",
    "zeng",
    "欧阳",
    "ouyang",
    "nana",
    "zzz",
    "!!",
)
PLACES = (EAST + "901", EAST + "902", WEST + "901", None)


def fill():
    """Forty people: every name in several places, ages from newborn to a hundred, some statuses."""
    made = []
    for number in range(40):
        living = PLACES[number % 4]
        registered = PLACES[(number * 7 + 1) % 4]
        if living is None and registered is None:
            registered = EAST + "901"
        birth = date(2026 - (number * 13) % 101, 1 + number % 12, 1 + number % 28)
        birth = min(birth, date(2026, 10, 30))
        made.append(
            add(
                NAMES[number % len(NAMES)], living, birth=birth, sex="male" if number % 3 else "female",
                registered_area_id=registered, residence_elsewhere="" if living else "四川省成都市",
                registered_elsewhere="" if registered else "四川省成都市",
            )
        )  # fmt: skip
        if number % 5 == 0:
            statuses.add(
                made[-1].pk, "min_living_allowance", max(birth, date(2020, 1, 1)), source="社救", by=SYSTEM, at=AT
            )
        if number % 7 == 0:
            statuses.add(
                made[-1].pk, "severe_disability", max(birth, date(2020, 1, 1)), source="残联", by=SYSTEM, at=AT
            )
    commands.record_death(made[3].pk, date(2026, 10, 30), by=SYSTEM, at=AT)


def matches(resident, text):
    """Whether a name answers a search, said plainly."""
    wanted = understand(text)
    if wanted.looks is Looks.NOTHING:
        return not text.strip()
    reading = read(resident.name)
    if wanted.looks is Looks.HAN:
        given_part = resident.name[2:] if resident.name.startswith("欧阳") else resident.name[1:]
        if len(wanted.text) == 1:
            return resident.name.startswith(wanted.text) or given_part == wanted.text
        return resident.name.startswith(wanted.text) or given_part.startswith(wanted.text)
    if reading.pinyin.startswith(wanted.text):
        return True
    if len(wanted.text) == 1:
        return False
    if reading.initials == wanted.text or reading.given_pinyin == wanted.text:
        return True
    return len(wanted.text) >= branches.FROM_HERE_BY_PREFIX and reading.given_pinyin.startswith(wanted.text)


def oracle(selection, prefixes):
    """The ids of the selection by looking at every row."""
    found = set()
    for one in Resident.objects.unscoped("an oracle looks at everything").filter(death_date__isnull=True):
        areas = {
            Basis.LIVING: [one.residence_area_id],
            Basis.REGISTERED: [one.registered_area_id],
            Basis.EITHER: [one.residence_area_id, one.registered_area_id],
        }[selection.basis]
        chosen = selection.areas or ("",)
        inside = any(
            area and any(area.startswith(p) for p in prefixes) and any(area.startswith(c) for c in chosen)
            for area in areas
        )
        low, high = selection.months
        months = months_old(one.birth_date, TODAY)
        held = set(holding(TODAY).filter(resident=one).values_list("kind", flat=True))
        other = one.residence_area_id if selection.basis is Basis.REGISTERED else one.registered_area_id
        if (
            inside
            and matches(one, selection.search)
            and (low is None or months >= low)
            and (high is None or months < high)
            and (not selection.sex or one.sex == selection.sex)
            and set(selection.statuses) <= held
            and (selection.elsewhere is None or (other is None) == selection.elsewhere)
        ):
            found.add(one.pk)
    return found


SELECTIONS = st.builds(
    Selection,
    search=st.sampled_from(SEARCHES),
    basis=st.sampled_from(list(Basis)),
    areas=st.sampled_from([(), (EAST,), (EAST + "901",), (EAST, WEST)]),
    months=st.sampled_from([(None, None), (0, 36), months_of_years(60, None), months_of_years(18, 59)]),
    sex=st.sampled_from(["", "male", "female"]),
    statuses=st.sampled_from(
        [(), ("min_living_allowance",), ("severe_disability",), ("min_living_allowance", "severe_disability")]
    ),
    elsewhere=st.sampled_from([None, True, False]),
)
SCOPES = st.sampled_from([("500118",), (EAST,), (WEST,), (EAST + "901",), (EAST + "901", WEST)])


def scope_over(prefixes):
    grants = tuple(grant for prefix in prefixes for grant in office(prefix, Role.TOWN_OFFICER).grants)
    return type(SYSTEM)(None, grants)


def all_pages(selection, scope, order, descending, size):
    """Forward through every page, then back again."""
    pages, cursor = [], None
    while True:
        result = residents.page(
            selection, scope, on=TODAY, order=order, descending=descending, cursor=cursor, size=size
        )
        pages.append(result)
        cursor = result.next
        if cursor is None or not result.rows:
            break
    for before, after in pairwise(pages):
        again = residents.page(
            selection, scope, on=TODAY, order=order, descending=descending, cursor=after.previous, size=size
        )
        assert [row.id for row in again.rows] == [row.id for row in before.rows]
    return pages


def check(selection, prefixes, order, descending, size):
    scope = scope_over(prefixes)
    pages = all_pages(selection, scope, order, descending, size)
    rows = [row for page in pages for row in page.rows]
    ids = [row.id for row in rows]
    expected = oracle(selection, prefixes)
    assert len(ids) == len(set(ids)), "somebody is shown twice"
    assert set(ids) == expected
    assert pages[0].count.value == len(expected) and not pages[0].count.capped
    if order == "birth_date" or not selection.search:
        keys = [(getattr(row.resident, order), row.id) for row in rows]
        assert keys == sorted(keys, reverse=descending)
    assert [
        row.id for row in residents.every(selection, scope, on=TODAY, order=order, descending=descending, batch=3)
    ] == ids
    if not selection.search and selection.basis is not Basis.EITHER:
        permitted = scope if scope.may(counts.COUNT) else SYSTEM
        assert counts.number(selection, permitted, on=TODAY) == len(expected)


@pytest.mark.parametrize("costly", [False, True], ids=["along conditions", "along the order"])
def test_a_list_shows_whom_the_oracle_finds(costly, monkeypatch):
    """Both ways of reading, so that which one is chosen can never change what is shown."""
    fill()
    if costly:
        monkeypatch.setattr(branches, "LOOK_UP", 1e9)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(SELECTIONS, SCOPES, st.sampled_from(["pinyin", "birth_date"]), st.booleans(), st.integers(1, 15))
    def run(selection, prefixes, order, descending, size):
        check(selection, prefixes, order, descending, size)

    run()


def test_a_whole_number_finds_its_bearer_even_when_he_is_dead():
    resident = add(id_document="resident_id", id_number=number_of(), phone="10400000001")
    add("别人", phone="10400000002")
    commands.record_death(resident.pk, date(2026, 10, 1), by=SYSTEM, at=AT)
    for typed in (number_of(), number_of().lower(), "104 0000 0001"):
        found = residents.page(Selection(search=typed, basis=Basis.EITHER), office(EAST), on=TODAY)
        assert [row.id for row in found.rows] == [resident.pk]
    assert not residents.page(Selection(search=number_of(), basis=Basis.EITHER), office(WEST), on=TODAY).rows


def test_a_part_of_a_number_finds_nobody():
    add(id_document="resident_id", id_number=number_of(), phone="10400000001")
    for typed in (number_of()[:17], "1040000000", number_of()[6:14]):
        assert not residents.page(Selection(search=typed), office(EAST), on=TODAY).rows


def test_names_that_begin_as_typed_come_before_given_names():
    add("白英")
    add("英子")
    found = residents.page(Selection(search="ying"), office(EAST), on=TODAY).rows
    assert [row.name for row in found] == ["英子", "白英"]


def test_a_forged_cursor_starts_the_list_again():
    fill()
    from laoyou.core.lists.query import Cursor

    first = residents.page(Selection(), office("500118"), on=TODAY, size=5)
    for values in ((), ("x", 1), (0, 5, 1), (0, None, 1), ("0", "wang", 1)):
        again = residents.page(Selection(), office("500118"), on=TODAY, size=5, cursor=Cursor(values))
        assert [row.id for row in again.rows] == [row.id for row in first.rows]
