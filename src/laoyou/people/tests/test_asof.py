"""
The register of any past day, by true time and by known time, equals that of a naive clerk.

The naive clerk keeps a diary of what was said and when. Asked for a day as known at a moment, he reads the diary up to that
moment from its first page, and looks at the day. He shares no code with the product.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.core.domain.roles import Role
from laoyou.core.models import AccessEntry, HistoryEntry
from laoyou.people.commands import residents, statuses
from laoyou.people.domain.spells import Basis
from laoyou.people.models import Residency, Resident, StatusFact
from laoyou.people.queries.asof import AsOf
from laoyou.people.tests.conftest import EAST, SYSTEM, WEST
from laoyou.people.tests.test_pages import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
BEGINNING = datetime(2026, 9, 1, 2, tzinfo=UTC)
PLACES = [EAST + "901", EAST + "902", WEST + "901", "成都"]
DAYS = [date(2026, 1, 1) + timedelta(days=20 * number) for number in range(13)]
KINDS = ["lives_alone", "severe_disability"]

steps = st.one_of(
    st.tuples(
        st.just("move"), st.sampled_from(["residence", "registration"]), st.sampled_from(PLACES), st.sampled_from(DAYS)
    ),
    st.tuples(st.just("take_back_move"), st.sampled_from(["residence", "registration"])),
    st.tuples(
        st.just("correct_home"),
        st.sampled_from(["residence", "registration"]),
        st.sampled_from(PLACES),
        st.sampled_from(DAYS),
    ),
    st.tuples(st.just("die"), st.sampled_from(DAYS)),
    st.tuples(st.just("take_back_death")),
    st.tuples(st.just("born"), st.sampled_from([date(1950, 3, 7), date(2026, 2, 1)])),
    st.tuples(st.just("renamed"), st.sampled_from(["王小明", "曾小贤"])),
    st.tuples(st.just("status"), st.sampled_from(KINDS), st.sampled_from(DAYS)),
    st.tuples(st.just("end_status"), st.sampled_from(KINDS), st.sampled_from(DAYS)),
    st.tuples(st.just("correct_status"), st.sampled_from(KINDS), st.sampled_from(DAYS)),
)


class Clerk:
    """Reads the diary of one person from the first page; knows moves as a list of (day, place), and nothing of spells."""

    def __init__(self):
        self.diary = []

    def told(self, at, step):
        self.diary.append((at, step))

    def picture(self, day, known_at, basis):
        """(name, place, statuses) of that day as known then; None where he was not there."""
        person = None
        for at, step in self.diary:
            if at > known_at:
                break
            match step:
                case ("added", name, birth, place):
                    person = {
                        "name": name, "birth": birth, "death": None, "statuses": [],
                        "residence": [(None, place)], "registration": [(None, place)],
                    }  # fmt: skip
                case ("move", which, place, on):
                    moves = person[which]
                    if moves[-1][0] == on:
                        moves.pop()
                    if not moves or moves[-1][1] != place:
                        moves.append((on, place))
                case ("take_back_move", which):
                    person[which].pop()
                case ("correct_home", which, place, on):
                    first = len(person[which]) == 1
                    person[which].pop()
                    if not first and person[which][-1][1] == place:
                        continue
                    person[which].append((on, place))
                case ("die", on):
                    person["death"] = on
                    person["ended"] = [one for one in person["statuses"] if one["to"] is None and one["from"] < on]
                    for one in person["ended"]:
                        one["to"] = on
                case ("take_back_death",):
                    for one in person["ended"]:
                        one["to"] = None
                    person["death"] = None
                case ("born", birth):
                    person["birth"] = birth
                case ("renamed", name):
                    person["name"] = name
                case ("status", kind, since):
                    person["statuses"].append({"kind": kind, "from": since, "to": None})
                case ("end_status", kind, to):
                    next(one for one in person["statuses"] if one["kind"] == kind and one["to"] is None)["to"] = to
                case ("correct_status", kind, since):
                    next(one for one in person["statuses"] if one["kind"] == kind and one["to"] is None)["from"] = since
        if person is None or person["birth"] > day or (person["death"] is not None and person["death"] <= day):
            return None
        place = None
        for on, where in person[basis]:
            if on is None or on <= day:
                place = where
        held = {
            one["kind"] for one in person["statuses"] if one["from"] <= day and (one["to"] is None or day < one["to"])
        }
        return person["name"], place, tuple(sorted(held))


def carry_out(pk, step, at):
    """Give the step to the product; False where it refuses."""
    facts = StatusFact.objects.unscoped("a test").filter(
        resident_id=pk, superseded_at__isnull=True, true_to__isnull=True
    )
    said = {"by": SYSTEM, "at": at}
    try:
        match step:
            case ("move", "residence", place, on):
                where = {"residence_elsewhere": place} if place == "成都" else {"residence_area_id": place}
                residents.record_move(pk, on, **where, **said)
            case ("move", "registration", place, on):
                where = {"registered_elsewhere": place} if place == "成都" else {"registered_area_id": place}
                residents.record_registration(pk, on, **where, **said)
            case ("take_back_move", which):
                residents.take_back_move(pk, which, reason="误登", **said)
            case ("correct_home", which, place, on):
                where = {"elsewhere": place} if place == "成都" else {"area_id": place}
                residents.correct_home(pk, which, on=on, reason="核对", **where, **said)
            case ("die", on):
                residents.record_death(pk, on, **said)
            case ("take_back_death",):
                residents.take_back_death(pk, reason="误登", **said)
            case ("born", birth):
                residents.change(pk, {"birth_date": birth}, **said)
            case ("renamed", name):
                residents.change(pk, {"name": name}, **said)
            case ("status", kind, since):
                statuses.add(pk, kind, since, source="走访", **said)
            case ("end_status", kind, to):
                statuses.end(facts.filter(kind=kind).values_list("pk", flat=True).first() or 0, to, **said)
            case ("correct_status", kind, since):
                statuses.correct(
                    facts.filter(kind=kind).values_list("pk", flat=True).first() or 0,
                    true_from=since, true_to=None, source="核对", **said,
                )  # fmt: skip
    except DomainError:
        return False
    return True


def check(people):
    """Every person on a grid of days and moments, by both places: the product's pages and counts against the clerks'."""
    moments = sorted(
        {at + timedelta(seconds=1) for clerk in people.values() for at, _step in clerk.diary} | {BEGINNING}
    )
    for known_at in moments[:: max(1, len(moments) // 6)]:
        for day in [date(2025, 12, 31), *DAYS[::3]]:
            for basis in Basis:
                pictures = {pk: clerk.picture(day, known_at, basis.value) for pk, clerk in people.items()}
                wanted = {
                    (pk, name, place, held)
                    for pk, picture in pictures.items()
                    if picture is not None
                    for name, place, held in [picture]
                    if place is not None and place.startswith("500118")
                }
                asof = AsOf(day, known_at, basis, ("500118",))
                shown = asof.page(size=100)
                assert {(one.id, one.name, one.area_id, one.statuses) for one in shown} == wanted, (
                    day,
                    known_at,
                    basis,
                )
                assert sum(asof.by_town().values()) == len(wanted)
                for town in (EAST, WEST):
                    here = AsOf(day, known_at, basis, (town,))
                    number = sum(place.startswith(town) for _pk, _name, place, _held in wanted)
                    assert here.by_town().get(town, 0) == number == len(here.page(size=100))


def live(histories):
    """Carry out the steps of several people one after another, each a day later than the one before; clerks by person."""
    for table in (StatusFact, Residency, Resident, HistoryEntry):
        table.objects.unscoped("a test begins anew").delete()
    at = BEGINNING
    people = {}
    for number, steps_of_one in enumerate(histories):
        place, birth = PLACES[number % 3], date(1950, 3, 7)
        new = residents.NewResident(
            "王小明", "female", birth, "测试", residence_area_id=place, registered_area_id=place
        )
        pk = residents.add(new, by=SYSTEM, at=at).pk
        people[pk] = Clerk()
        people[pk].told(at, ("added", "王小明", birth, place))
        at += timedelta(hours=1)
        for step in steps_of_one:
            if carry_out(pk, step, at):
                people[pk].told(at, step)
            at += timedelta(hours=7)
    return people


EXAMPLES = settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
THOROUGH = settings(EXAMPLES, max_examples=100)
histories = st.lists(st.lists(steps, min_size=1, max_size=9), min_size=1, max_size=2)


@EXAMPLES
@given(histories)
def test_the_register_of_any_day_equals_a_naive_clerks(told):
    check(live(told))


@pytest.mark.full
@THOROUGH
@given(histories)
def test_the_register_of_any_day_equals_a_naive_clerks_over_many_lives(told):
    check(live(told))


def test_a_late_message_changes_the_day_but_not_what_was_known():
    people = live([[("move", "residence", WEST + "901", DAYS[3])]])
    (pk,) = people
    day, before, after = DAYS[5], BEGINNING + timedelta(minutes=30), BEGINNING + timedelta(days=1)
    assert [one.area_id for one in AsOf(day, before, Basis.RESIDENCE, ("500118",)).page()] == [EAST + "901"]
    assert [one.area_id for one in AsOf(day, after, Basis.RESIDENCE, ("500118",)).page()] == [WEST + "901"]
    assert AsOf(DAYS[1], after, Basis.RESIDENCE, (EAST,)).by_town() == {EAST: 1}
    assert pk
    check(people)


def test_pages_follow_each_other_without_a_gap():
    people = live([[("renamed", "曾小贤")], [("move", "residence", EAST + "901", DAYS[2])], [], []])
    asof = AsOf(DAYS[8], BEGINNING + timedelta(days=9), Basis.RESIDENCE, ("500118",))
    found, after = [], None
    while page := asof.page(after=after, size=1):
        found += [one.id for one in page]
        after = page[-1].key
    assert sorted(found) == sorted(people) and len(found) == 4


class TestPage:
    """The page of a past day says how many there were, and who, as far as the reader's areas go."""

    PAGE = "/people/past/"

    def test_counts_and_people_of_a_day(self):
        live([[("move", "residence", WEST + "901", DAYS[3])], []])
        client = signed_in()
        counts = text_of(client.get(self.PAGE, {"day": "2026-06-30", "basis": "residence"}))
        assert "东街道" in counts and "西镇" in counts
        there = text_of(client.get(self.PAGE, {"day": "2026-06-30", "basis": "residence", "area": WEST}))
        assert "王小明" in there
        assert "王小明" not in text_of(client.get(self.PAGE, {"day": "2026-01-30", "basis": "residence", "area": WEST}))
        entry = AccessEntry.objects.unscoped("a test").filter(action="people.show_past_register").last()
        assert "2026-01-30" in entry.detail

    def test_another_town_is_not_there(self):
        live([[]])
        client = signed_in(Role.TOWN_OFFICER, WEST)
        assert client.get(self.PAGE, {"day": "2026-06-30", "area": EAST}).status_code == 404
        assert "东街道" not in text_of(client.get(self.PAGE, {"day": "2026-06-30"}))

    @pytest.mark.parametrize("query", [{"day": "x"}, {"day": "2026-12-31"}, {"day": "2026-01-01", "basis": "x"}])
    def test_a_day_that_cannot_be_is_said_beside_its_field(self, query):
        assert signed_in().get(self.PAGE, query).status_code == 422

    def test_the_count_can_be_followed(self):
        live([[]])
        page = signed_in().get("/figures/past_residents:residence,2026-06-30,/" + EAST + "/")
        assert page.status_code == 200 and "居住在此的人" in text_of(page)
