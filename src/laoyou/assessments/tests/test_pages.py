"""The pages from asking to paper, for an office, two assessors, a family; and the form that a phone sends."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from laoyou.assessments.models import Assessment, AssessmentAnswers
from laoyou.assessments.tests.conftest import ALL, HERE, NURSE, STANDARD, TODAY, best, hands, no_circumstance
from laoyou.core.domain.roles import Role
from laoyou.core.models import AccessEntry
from laoyou.people.tests.conftest import WEST

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode()


def url(name, *args):
    return reverse(f"assessments:{name}", args=args)


def send(client, *forms, phone_now=None):
    body = {"phone_now": (phone_now or timezone.now()).isoformat(), "forms": list(forms)}
    return client.post(url("send_answers"), json.dumps(body), content_type="application/json").json()["answers"]


def bundle(row, key="key-of-one-form", *, said_at=None, **more):
    said = {"answers": best(), "circumstances": no_circumstance(), "remark": "有扶手", **more}
    return {"key": key, "assessment_id": row.pk, "said_at": (said_at or timezone.now()).isoformat(), **said}


def test_from_the_request_to_the_report_by_pages_alone(elder, town, pair, nurse):
    asking = {"instrument": STANDARD, "reason": "first", "asked_by": "女儿", "on": "2026-10-20"}
    assert town.client.post(url("ask", elder.pk), {**asking, "on": "2026-11-20"}).status_code == 422
    assert town.client.post(url("ask", elder.pk), asking).status_code == 302
    row = Assessment.objects.unscoped(ALL).get()
    two = {"one": pair[0].pk, "two": pair[0].pk, "medical": 1, "certificate": NURSE, "planned_on": "2026-11-02"}
    assert "不同的人" in text_of(town.client.post(url("assign", row.pk), two))
    assert town.client.post(url("assign", row.pk), {**two, "two": pair[1].pk}).status_code == 302
    form = pair[0].client.get(url("answer", row.pk)).context["form"]
    said = {f"item-{code}": score for code, score in best().items()}
    said |= {f"case-{code}": "no" for code in no_circumstance()} | {
        "key": form["key"].value(),
        "visited_on": "2026-10-30",
    }
    assert pair[0].client.post(url("answer", row.pk), said).status_code == 302
    for one in pair:
        shown = one.client.get(url("show_assessment", row.pk))
        assert "对下面的答案签字" in text_of(shown)
        assert one.client.post(url("sign", row.pk), {"answers": shown.context["counting"].pk}).status_code == 302
    page = text_of(town.client.get(url("show_assessment", row.pk)))
    assert "能力完好" in page and "90分，满分90分" in page and "护字第0001号" in page
    told = {"told_on": "2026-10-31", "objection_until": "2026-11-09"}
    assert town.client.post(url("tell", row.pk), told).status_code == 302
    paper = text_of(town.client.get(url("print_report", row.pk)))
    assert "评估报告 2026-" in paper and "（含当日）" in paper and "GB/T 42195-2022" in paper
    assert "能力完好" in text_of(town.client.get(reverse("people:show_resident", args=[elder.pk])))
    listed = text_of(town.client.get(url("list_assessments"), {"q": "王小明", "state": "signed"}))
    assert elder.name in listed and "2027-10-30" in listed
    assert elder.name in text_of(town.client.get(url("list_assessments"), {"format": "csv"}))
    looks = AccessEntry.objects.unscoped(ALL).filter(subject_type="people.resident", subject_id=str(elder.pk))
    assert {"assessments.show", "assessments.print"} <= set(looks.values_list("action", flat=True))


def test_the_family_sees_its_report_and_objects_and_nobody_elses(world):
    answers = send(world.one.client, bundle(world.row))
    assert answers == [{"key": "key-of-one-form", "state": "done", "sentence": ""}]
    shown = AssessmentAnswers.objects.unscoped(ALL).get().pk
    for one in (world.one, world.two):
        one.client.post(url("sign", world.row.pk), {"answers": shown})
    world.town.client.post(url("tell", world.row.pk), {"told_on": "2026-10-31", "objection_until": "2026-11-09"})
    family = hands(Role.CITIZEN, "女儿", resident_id=world.elder.pk)
    page = text_of(family.client.get(url("show_assessment", world.row.pk)))
    assert "提出异议" in page and "改派评估员" not in page and url("list_assessments") + '"' not in page
    assert (
        family.client.post(url("object", world.row.pk), {"objector": "女儿", "reason": "洗澡要人帮"}).status_code == 302
    )
    asked = text_of(world.office.client.get(url("show_assessment", world.row.pk)))
    assert "答复评估异议" in asked and "洗澡要人帮" in asked
    west = hands(Role.TOWN_OFFICER, "西专干", WEST)
    assert west.client.get(url("show_assessment", world.row.pk)).status_code == 404


def test_the_same_bundle_three_times_has_one_effect_and_its_day_is_ours(world):
    phone = timezone.now() + timedelta(days=1)  # a clock that is a day fast, filled in two days and an hour before
    form = bundle(world.row, said_at=phone - timedelta(hours=49))
    states = [send(world.one.client, form, phone_now=phone)[0] for _time in range(3)]
    assert [one["state"] for one in states] == ["done", "again", "again"] and "手机时钟不准" in states[0]["sentence"]
    assert AssessmentAnswers.objects.unscoped(ALL).count() == 1
    assert Assessment.objects.unscoped(ALL).get().visited_on in (TODAY - timedelta(days=2), TODAY - timedelta(days=3))


@pytest.mark.parametrize(
    "broken",
    [
        {"answers": {"eating": "4"}}, {"answers": {"eating": True}}, {"answers": [1]}, {"circumstances": {"coma": 1}},
        {"remark": "长" * 201}, {"assessment_id": "x"}, {"said_at": "yesterday"}, {"level": 4, "key": "x"},
    ],
)  # fmt: skip
def test_a_bundle_that_is_none_is_refused_for_itself(world, broken):
    answers = send(world.one.client, bundle(world.row) | broken, bundle(world.row, "key-of-another"))
    assert [one["state"] for one in answers] == ["refused", "done"]


def test_the_phone_takes_what_was_given_to_its_reader_and_the_look_is_kept(world):
    third = hands(Role.ASSESSOR, "郑评估")
    assert third.client.get(url("take_round"), {"take": "yes"}).json()["assessments"] == []
    taken = world.two.client.get(url("take_round"), {"take": "yes"}).json()
    (one,) = taken["assessments"]
    assert one["address"].endswith("2单元301") and one["answers"] == {}
    items = [item["code"] for group in taken["instruments"][STANDARD]["groups"] for item in group["items"]]
    assert items == list(best()), "in the instrument's order"
    assert AccessEntry.objects.unscoped(ALL).filter(action="assessments.take_round").count() == 1
    for name in ("phone", "phone_worker"):
        assert world.elder.name not in text_of(world.two.client.get(url(name)))


def test_no_sent_level_is_heard(world):
    """A device, a phone, anybody may send what he likes: the level comes from the answers alone."""
    send(world.one.client, bundle(world.row) | {"level": 4, "trace": {"level": 4}})
    shown = AssessmentAnswers.objects.unscoped(ALL).get()
    for one in (world.one, world.two):
        one.client.post(url("sign", world.row.pk), {"answers": shown.pk, "level": 4})
    assert Assessment.objects.unscoped(ALL).get().level == 0
    assert set(json.loads(shown.answers.open())) == {"answers", "circumstances", "remark"}


def test_a_community_worker_asks_and_follows_without_seeing_answers(elder, asked):
    worker = hands(Role.COMMUNITY_WORKER, "社工", HERE)
    assert elder.name in text_of(worker.client.get(url("list_assessments")))
    assert worker.client.get(url("show_assessment", asked.pk)).status_code == 403
    other = {"instrument": "ltc-grades-2021", "reason": "change", "asked_by": "本人", "on": "2026-10-30"}
    answer = worker.client.post(url("ask", elder.pk), other)
    assert answer.status_code == 302 and answer.url == reverse("people:show_resident", args=[elder.pk])
