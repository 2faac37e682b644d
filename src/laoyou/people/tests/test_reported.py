"""Another system's list beside the register: who is missing there, who stands there already, and nothing written."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core.imports import comparing
from laoyou.core.models import Account, AuditEntry
from laoyou.people.models import ReportedThere, Resident
from laoyou.people.tests.conftest import AT, WEST
from laoyou.people.tests.import_helpers import as_csv, clerk, handed_in, line, outcomes, tried, work_off, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("areas", "demo")]
ALL = "a test looks at everything"
SYSTEM = "全国养老信息系统"


def people(*numbers):
    return [line(f"王小{'甲乙丙丁戊己'[n]}", date(1950, 1, 1 + n), serial=n + 1) for n in numbers]


@pytest.fixture
def by():
    one = clerk()
    written(tried(handed_in(as_csv(people(0, 1, 2, 3)), one), one), one)
    return one


def compared(rows, by, **more):
    run = tried(handed_in(as_csv(rows), by, source=SYSTEM, **more), by)
    comparing.start(run.pk, by=by, at=AT)
    assert [state for _, state, _ in work_off()] == ["done"]
    return run


def there():
    rows = ReportedThere.objects.unscoped(ALL).order_by("resident__name")
    return {one.resident.name: one.as_of for one in rows}


def listed(by, **query):
    client = Client()
    account = Account.objects.get(pk=by.account_id)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("people:list_reported"), query).content.decode()
    return {name for name in ("王小甲", "王小乙", "王小丙", "王小丁", "王小戊") if name in page}


def test_who_is_missing_there_and_who_stands_there_already(by):
    theirs = [*people(0, 4), {**people(1)[0], "联系电话": "10400000999"}]
    run = compared(theirs, by)
    assert outcomes(run)["same"] == 1
    assert outcomes(run)["new"] == 1, "somebody whom they have and we do not"
    assert there() == {"王小甲": date(2026, 10, 1), "王小乙": date(2026, 10, 1)}
    assert not Resident.objects.unscoped(ALL).filter(name="王小戊").exists(), "a comparison writes nobody"
    assert listed(by, side="missing") == {"王小丙", "王小丁"}
    assert listed(by, side="there", system=SYSTEM) == {"王小甲", "王小乙"}
    assert listed(by, side="missing", age="80") == set()
    entry = AuditEntry.objects.unscoped(ALL).get(action="core.compare_import")
    assert '"there":2' in entry.detail.replace(" ", "")


def test_the_next_list_takes_the_place_of_the_last_one(by):
    compared(people(0, 1), by)
    compared(people(1, 2), by, as_of=date(2026, 10, 20))
    assert there() == {"王小乙": date(2026, 10, 20), "王小丙": date(2026, 10, 20)}


def test_a_list_that_was_written_is_no_longer_another_systems(by):
    run = tried(handed_in(as_csv(people(4)), by, source=SYSTEM), by)
    written(run, by)
    with pytest.raises(DomainError) as refused:
        comparing.start(run.pk, by=by, at=AT)
    assert refused.value.code == "core.import_not_comparable"


def test_another_town_sees_nothing_of_it(by):
    compared(people(0, 1), by)
    west = clerk(WEST, name="west")
    assert listed(west, side="there", system=SYSTEM) == set()
