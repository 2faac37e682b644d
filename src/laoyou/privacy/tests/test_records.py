"""Who was affected is what the access log says; assessments are appended; everybody may know who looked at him."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, models, transaction

from laoyou.core import audit, clock, unmasking
from laoyou.core.audit import Subject
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.models import Account
from laoyou.core.scope import Grant, Scope
from laoyou.people.commands import duplicates, households
from laoyou.people.commands.residents import record_move
from laoyou.people.models import EmergencyContact
from laoyou.privacy.commands import assessments, breaches
from laoyou.privacy.models import Breach, ImpactAssessment
from laoyou.privacy.queries import breaches as affected
from laoyou.privacy.queries import looks
from laoyou.privacy.tests.conftest import AT, SYSTEM, TODAY, WEST, add, office, refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def look(resident, by, at, action="people.show_resident"):
    audit.read(action, resident, by=by, permission="people.show_resident", at=at, chain="people")


def happened(hands, **more):
    name = Account.objects.get(pk=hands["town"].account_id).username
    return breaches.Happened(
        **{
            "what": "账号密码被他人使用", "username": name, "began_at": AT - 2 * HOUR, "ended_at": AT, "found_at": AT,
            "harm": "姓名和住址可能被用于诈骗", "measures": "停用账号，更换密码", **more,
        }
    )  # fmt: skip


def test_affected_are_those_and_only_those_whom_the_account_looked_at_in_that_time(hands):
    seen, contacted, before, after, by_another = (add(name) for name in ("甲一", "乙二", "丙三", "丁四", "戊五"))
    look(before, hands["town"], AT - 3 * HOUR)
    look(seen, hands["town"], AT - 2 * HOUR)
    look(seen, hands["town"], AT - HOUR)
    households.add_emergency_contact(contacted.pk, "赵丽", "child", "10400000003", by=SYSTEM, at=AT)
    contact = EmergencyContact.objects.unscoped("a test").get(resident=contacted)
    unmasking.reveal(
        contact, "phone", reason="核对电话", by=hands["town"], permission="people.show_resident", at=AT - HOUR
    )
    look(by_another, hands["west"], AT - HOUR)
    audit.read("core.export_list", Subject("core.list", "people.residents"), by=hands["town"], permission="people.show_resident", at=AT - HOUR, detail={"form": "csv", "filters": {"town": ["东街道"]}})  # fmt: skip
    audit.read("core.download_file", Subject("core.attachment", "999999999"), by=hands["town"], permission="people.show_resident", at=AT - HOUR)  # fmt: skip
    look(after, hands["town"], AT)
    breach = breaches.record(happened(hands), by=hands["first"], at=AT)
    reach = affected.reach_of(breach)
    assert [(one.person_id, one.looks) for one in reach.people] == [(seen.pk, 2), (contacted.pk, 1)]
    assert (reach.people[0].first, reach.people[0].last) == (AT - 2 * HOUR, AT - HOUR)
    assert [name for _at, name, _detail in reach.lists] == ["people.residents"]
    assert sum(reach.rest.values()) == 1  # a file that belongs to nobody who is known


def test_a_breach_is_closed_when_it_was_told(hands):
    for wrong, code in ((happened(hands, ended_at=AT - 3 * HOUR), "breach_times"), (happened(hands, username="nobody"), "breach_account")):  # fmt: skip
        with refused(f"privacy.{code}"):
            breaches.record(wrong, by=hands["first"], at=AT)
    breach = breaches.record(happened(hands), by=hands["first"], at=AT)
    said = {"authority_told_on": TODAY, "people_told_on": None, "not_told_because": ""}
    with refused("privacy.breach_untold"):
        breaches.close(breach.pk, **said, by=hands["first"], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Breach).filter(pk=breach.pk).update(closed_at=AT)
    breaches.close(breach.pk, **{**said, "people_told_on": TODAY}, by=hands["first"], at=AT)
    with refused("privacy.breach_closed"):
        breaches.close(breach.pk, **{**said, "people_told_on": TODAY}, by=hands["first"], at=AT)
    with refused("core.not_found"):
        affected.one(breach.pk, office("500199"))


def said_of(**more):
    return assessments.Assessment(
        **{
            "title": "向医保部门核验失能等级", "ground": "handed_on", "tables": ("people.statusfact", "no.such"),
            "purpose": "依据条例核验资格，只提供姓名和证件号码", "risks": "名单外泄会暴露失能情况，影响有限",
            "measures": "两人审核、加密传送、到期自动删除", "conclusion": "with_measures", "assessed_on": TODAY,
            "assessed_by": "周评", **more,
        }
    )  # fmt: skip


def test_an_assessment_is_kept_for_three_years_and_replaced_never_changed(hands):
    one = assessments.add(said_of(), by=hands["first"], at=AT)
    assert (one.kept_until, one.tables) == (TODAY.replace(year=TODAY.year + 3), "people.statusfact")
    with refused("privacy.assessment_words"):
        assessments.add(said_of(risks="没有"), by=hands["first"], at=AT)
    with refused("privacy.assessment_dates"):
        assessments.add(said_of(review_on=TODAY), by=hands["first"], at=AT)
    later = assessments.add(said_of(replaces=one.pk), by=hands["second"], at=AT)
    assert later.replaces_id == one.pk
    with refused("privacy.assessment_replaced"):
        assessments.add(said_of(replaces=one.pk), by=hands["second"], at=AT)
    assert ImpactAssessment.objects.unscoped("a test").count() == 2


def test_looks_at_the_rows_about_somebody_are_looks_at_him(hands):
    elder, other = add("甲一"), add("乙二")
    households.add_emergency_contact(elder.pk, "赵丽", "child", "10400000003", by=SYSTEM, at=AT)
    contact = EmergencyContact.objects.unscoped("a test").get(resident=elder)
    look(elder, hands["town"], AT)
    look(other, hands["town"], AT)
    unmasking.reveal(
        contact, "phone", reason="核对电话", by=hands["town"], permission="people.show_resident", at=clock.now()
    )
    assert looks.of_person(elder.pk).count() == 2
    himself = Scope(1, (Grant(Role.CITIZEN, GrantKind.FAMILY, str(elder.pk)),))
    assert looks.person(elder.pk, himself).id == elder.pk
    for by in (himself, hands["west"]):
        with refused("core.not_found"):
            looks.person(other.pk, by)
    record_move(other.pk, TODAY, residence_area_id=WEST + "901", by=SYSTEM, at=AT)
    assert looks.person(other.pk, hands["west"]).id == other.pk


def test_a_look_at_a_record_that_was_merged_later_is_a_look_at_the_one_who_stands_now(hands):
    elder, twin, third = add("甲一"), add("甲乙"), add("甲丙")
    for one in (third, twin, elder):
        look(one, hands["town"], AT - HOUR)
    duplicates.merge(twin.pk, third.pk, reason="同一人", by=SYSTEM, at=AT)
    merge = duplicates.merge(elder.pk, twin.pk, reason="同一人", by=SYSTEM, at=AT)
    breach = breaches.record(happened(hands), by=hands["first"], at=AT)
    assert [(one.person_id, one.looks) for one in affected.reach_of(breach).people] == [(elder.pk, 3)]
    assert looks.of_person(elder.pk).count() == 3
    duplicates.unmerge(merge.pk, reason="不是同一人", by=SYSTEM, at=AT)
    assert [(one.person_id, one.looks) for one in affected.reach_of(breach).people] == [(elder.pk, 1), (twin.pk, 2)]
    assert (looks.of_person(elder.pk).count(), looks.of_person(twin.pk).count()) == (1, 2)
