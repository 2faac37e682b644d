"""Documents handed in: reading, the draft, the marks, comparison, expiry; and that nothing is kept by halves."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from laoyou.base.errors import DomainError
from laoyou.core import district, jobs
from laoyou.core.models import AccessEntry, Attachment, AuditEntry
from laoyou.core.scope import Scope
from laoyou.packs.public import check, load
from laoyou.plans import documents as engine
from laoyou.plans.commands import documents, packs
from laoyou.plans.domain import mending
from laoyou.plans.domain.comparison import compare
from laoyou.plans.domain.keeping import Kept, pack, unpack
from laoyou.plans.domain.plan_check import check_read
from laoyou.plans.models import DraftChoice, FindingMark, LedgerItem, PlanDocument
from laoyou.plans.queries import documents as queries
from laoyou.plans.tests.conftest import AT
from laoyou.plans.tests.ledger import PACK, Hands

TEXT = """某某区养老托育服务实施方案
（征求意见稿）

为做好2026—2030年养老托育工作，制定本方案。

一、现状
全区有养老机构52家（民办23家、公办民营16家、公办11家），养老床位1200张，其中护理型床位600张，占比50%。

二、主要目标
到2030年，养老床位达到2000张，护理型床位占比达到65%。

三、主要任务
1.建设社区养老服务设施。到2030年，建成社区养老服务站30个。（牵头单位：区民政局，责任单位：区财政局）
2.发展普惠托育服务。对普惠托育机构按每个托位3600元/年给予补助。（责任单位：区卫生健康委）
"""
MENDED = TEXT.replace("公办11家", "公办13家")
SYSTEM = Scope.system("test")


def kept_of(text: str) -> Kept:
    reading = engine.read_upload(text.encode(), "方案.txt")
    return Kept(reading.document, reading.draft, check_read(reading.document, "方案.txt").findings)


def hand_in(by: Scope, text: str = TEXT, key: str = "k", **more: Any) -> PlanDocument:
    """A document that was handed in and read by the worker."""
    made = documents.add_document(text.encode(), "方案.txt", by=by, at=AT, key=key, **more)
    work()
    return queries.document(made.pk, by)


def work() -> None:
    while (run := jobs.lease_next()) is not None:
        jobs.perform(run)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(DomainError) as refusal:
        yield
    assert refusal.value.code == code


@pytest.fixture
def planner_scope(hands: Hands) -> Scope:
    return hands["planner"]


def test_what_was_read_comes_back_as_it_was() -> None:
    kept = kept_of(TEXT)
    assert kept.findings
    assert kept.draft.tasks
    assert unpack(pack(kept)) == kept


def test_a_mended_version_loses_the_finding_and_keeps_the_others() -> None:
    then, now = kept_of(TEXT).findings, kept_of(MENDED).findings
    found = compare(then, now)
    assert [one.verdict for _, one in found.went] == ["contradiction"]
    assert not [one for _, one in found.new if one.verdict == "contradiction"]
    assert compare(then, then).went == compare(then, then).new == ()
    assert [one.verdict for _, one in compare(now, then).new] == ["contradiction"]


def test_what_is_mended_keeps_the_rest_of_the_item() -> None:
    draft = kept_of(TEXT).draft
    task = next(one for one in mending.items_of(draft) if one.kind == "task")
    changes = mending.changed(task, {**mending.fields_of(task), "lead": "区民政局、区发展改革委", "deadline": "2029"})
    assert changes == {"lead": "区民政局、区发展改革委", "deadline": "2029"}
    made = mending.mended(task, changes)
    assert (made.owners.lead, made.deadline) == (("区民政局", "区发展改革委"), 2029)  # type: ignore[union-attr]
    assert made.source == task.item.source
    with refused("plans.mended_year"):
        mending.changed(task, {"deadline": "明年"})
    taken = mending.accepted(draft, {task.key: changes})
    assert [one.deadline for one in taken.tasks] == [2029]
    assert taken.parameters == ()


@pytest.mark.django_db
def test_a_document_is_read_once_encrypted_and_audited(planner_scope: Scope) -> None:
    one = hand_in(planner_scope)
    assert one.state == "ready"
    assert (one.title, one.draft) == ("某某区养老托育服务实施方案（征求意见稿）", True)
    assert one.counts["contradiction"] == 1
    assert documents.add_document(TEXT.encode(), "方案.txt", by=planner_scope, at=AT, key="k").pk == one.pk
    assert set(
        AuditEntry.objects.unscoped("test").filter(action__startswith="plans.").values_list("action", flat=True)
    ) >= {
        "plans.add_document",
        "plans.read_document",
    }
    for row in Attachment.objects.unscoped("test").filter(subject_type=queries.SUBJECT):
        stored = next(Path(district.settings.LAOYOU_HOME).rglob(row.stored_as))
        assert "养老机构".encode() not in stored.read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "plans.file_empty"),
        (b"PK\x03\x04rest", "a.xlsx", "plans.file_kind"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a.docx",
            "plans.file_protected",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.doc", "plans.file_old_word"),
    ],
)
def test_bad_files_are_refused_before_anything_is_kept(planner_scope: Scope, data: bytes, name: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        documents.add_document(data, name, by=planner_scope, at=AT, key="bad")
    assert refused.value.code == code
    assert not PlanDocument.objects.unscoped("test").exists()


@pytest.mark.django_db
def test_a_damaged_file_ends_with_its_sentence_on_the_page(hands: Hands) -> None:
    made = documents.add_document(b"%PDF-1.4 nothing of this", "坏.pdf", by=hands["planner"], at=AT, key="damaged")
    work()
    text = hands.client("planner").get(f"/plans/documents/{made.pk}/").content.decode()
    assert "打不开" in text
    assert "坏.pdf" in text


@pytest.mark.django_db
def test_decisions_are_kept_taken_back_and_refused_to_others(hands: Hands) -> None:
    planner = hands["planner"]
    one = hand_in(planner)
    documents.decide_item(one.pk, "task", 0, "accepted", by=planner, at=AT)
    documents.decide_item(one.pk, "task", 1, "mended", by=planner, at=AT, given={"deadline": "2028"})
    assert documents.accept_certain(one.pk, by=planner, at=AT) > 0
    assert documents.accept_certain(one.pk, by=planner, at=AT) == 0
    chosen = queries.choices(one, planner)
    assert chosen["task", 1].mended == {"deadline": "2028"}
    documents.decide_item(one.pk, "task", 0, "open", by=planner, at=AT)
    assert ("task", 0) not in queries.choices(one, planner)
    for name in ("auditor", "town"):
        with refused("core.not_permitted"):
            documents.decide_item(one.pk, "task", 0, "accepted", by=hands[name], at=AT)
    with refused("core.not_found"):
        documents.decide_item(one.pk, "task", 99, "accepted", by=planner, at=AT)


@pytest.mark.django_db
def test_a_text_of_another_field_is_told_in_a_sentence(planner_scope: Scope, hands: Hands) -> None:
    """What could be read of it stays to be looked at."""
    row = hand_in(planner_scope, "红烧肉的做法\n准备五花肉500克，酱油20毫升。\n焯水后翻炒，加水炖煮。\n")
    planner = hands.client("planner")
    page = planner.get(f"/plans/documents/{row.pk}/").content.decode()
    assert "没有读出方案的内容" in page
    assert planner.get(f"/plans/documents/{row.pk}/draft/").status_code == 200
    other = hand_in(planner_scope, key="k2")
    assert "没有读出方案的内容" not in planner.get(f"/plans/documents/{other.pk}/").content.decode()


def test_nothing_changes_when_the_audit_entry_fails(planner_scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    one = hand_in(planner_scope)

    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(documents.audit, "record", broken)
    monkeypatch.setattr(documents.audit, "record_batch", broken)
    for act in (
        lambda: documents.decide_item(one.pk, "task", 0, "accepted", by=planner_scope, at=AT),
        lambda: documents.accept_certain(one.pk, by=planner_scope, at=AT),
        lambda: documents.mark_finding(one.pk, 1, "confirmed", reason="", by=planner_scope, at=AT),
        lambda: documents.remove_document(one.pk, by=planner_scope, at=AT),
    ):
        with pytest.raises(RuntimeError):
            act()
    assert not DraftChoice.objects.unscoped("test").exists()
    assert not FindingMark.objects.unscoped("test").exists()
    assert queries.document(one.pk, planner_scope).state == "ready"


@pytest.mark.django_db
def test_a_mark_needs_its_reason_and_goes_into_the_report(hands: Hands) -> None:
    planner = hands["planner"]
    one = hand_in(planner)
    with refused("plans.mark_reason_missing"):
        documents.mark_finding(one.pk, 1, "no_fault", reason=" ", by=planner, at=AT)
    client = hands.client("planner")
    client.post(
        f"/plans/documents/{one.pk}/check/mark/", {"finding": "1", "mark": "no_fault", "reason": "两家正在改制"}
    )
    assert "两家正在改制" in client.get(f"/plans/documents/{one.pk}/check/").content.decode()
    answer = client.get(f"/plans/documents/{one.pk}/report/docx/")
    tables = docx.Document(io.BytesIO(answer.content)).tables
    assert any(
        "两家正在改制" in cell.text and "planner专干" in cell.text
        for table in tables
        for row in table.rows
        for cell in row.cells
    )
    for kind, head in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert client.get(f"/plans/documents/{one.pk}/report/{kind}/").content.startswith(head)
    assert AccessEntry.objects.unscoped("test").filter(action="plans.download_report").count() == 3


@pytest.mark.django_db
def test_removed_and_expired_documents_are_gone(hands: Hands, settings: Any) -> None:
    planner = hands["planner"]
    one = hand_in(planner)
    documents.remove_document(one.pk, by=planner, at=AT)
    assert hands.client("planner").get(f"/plans/documents/{one.pk}/check/").status_code == 404
    assert not Attachment.objects.unscoped("test").filter(subject_type=queries.SUBJECT, removed_at=None).exists()
    other = hand_in(planner, key="other")
    PlanDocument.objects.unscoped("test").filter(pk=other.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert documents.expire_documents() == 1
    with refused("core.not_found"):
        queries.document(other.pk, planner)


@pytest.mark.django_db
def test_pages_lead_from_a_finding_to_its_place_in_the_text(hands: Hands) -> None:
    one = hand_in(hands["planner"])
    for name in ("planner", "civil", "auditor"):
        text = hands.client(name).get(f"/plans/documents/{one.pk}/check/").content.decode()
        assert 'id="finding-1"' in text
        assert "23家+16家+11家" in text
        for part in text.split('class="to-text" href="#')[1:]:
            assert f'id="{part.partition(chr(34))[0]}"' in text
        assert ("/check/mark/" in text) is (name != "auditor")
    for name in ("town",):
        assert hands.client(name).get("/plans/documents/").status_code == 403
    text = hands.client("planner").get(f"/plans/documents/{one.pk}/draft/").content.decode()
    assert "建设社区养老服务设施" in text
    assert "区民政局" in text


@pytest.mark.django_db
def test_the_pages_upload_decide_and_compare(hands: Hands) -> None:
    client = hands.client("planner")
    page = client.get("/plans/documents/add/").content.decode()
    key = page.partition('name="key" value="')[2].partition('"')[0]
    file = SimpleUploadedFile("方案.txt", TEXT.encode())
    answer = client.post("/plans/documents/add/", {"key": key, "file": file, "days": "90", "earlier": ""})
    assert answer.status_code == 302, answer.content.decode()
    assert "hx-sse:connect" in client.get(answer["Location"]).content.decode()
    work()
    first = PlanDocument.objects.unscoped("test").get()
    mended = hand_in(hands["planner"], MENDED, key="later", earlier_id=first.pk)
    text = client.get(f"/plans/documents/{mended.pk}/check/?verdict=all").content.decode()
    assert "不再出现1处" in text
    answer = client.post(
        f"/plans/documents/{mended.pk}/draft/task/0/", {"answer": "accepted"}, headers={"X-Part": "item"}
    )
    assert answer["X-Decided"] == "1"
    assert "采用" in answer.content.decode()
    mend = client.get(f"/plans/documents/{mended.pk}/draft/task/1/").content.decode()
    assert "区卫生健康委" in mend
    assert client.get("/plans/documents/?q=养老").content.decode().count("row-link") == 2
    bad = client.post(
        "/plans/documents/add/", {"key": "x", "file": SimpleUploadedFile("a.zip", b"PK\x03\x04"), "days": "90"}
    )
    assert bad.status_code == 422
    assert "能读的是" in bad.content.decode()


@pytest.mark.django_db
def test_accepted_items_become_a_sound_pack_or_nothing(
    hands: Hands, ledger_packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    planner = hands["planner"]
    one = hand_in(planner)
    root = tmp_path / "packs"
    root.mkdir()
    for name in ("cn", "500118-yongchuan"):
        (root / name).symlink_to((ledger_packs / name).resolve())

    shutil.copytree(ledger_packs / PACK, root / PACK)
    monkeypatch.setenv("LAOYOU_PACKS", str(root))
    into = packs.Into("", "trial-2030", "tr30")
    with refused("plans.nothing_accepted"):
        packs.write_pack(one.pk, into, by=planner, at=AT)
    documents.accept_certain(one.pk, by=planner, at=AT)
    for item in mending.items_of(queries.content(one).draft):
        documents.decide_item(one.pk, item.kind, item.position, "accepted", by=planner, at=AT)
    with refused("plans.period_missing"):
        packs.pack_as_zip(one.pk, into, by=planner, at=AT)
    into = packs.Into("", "trial-2030", "tr30", period=(2026, 2030))
    name, data = packs.pack_as_zip(one.pk, into, by=planner, at=AT)
    assert name == f"{PACK}.zip"
    assert f"{PACK}/plans/trial-2030.toml" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    request.addfinalizer(district.reload)
    form = {"plan": "", "code": "trial-2030", "codes": "tr30", "start": "2026", "end": "2030"}
    shown = hands.client("planner").post(
        f"/plans/documents/{one.pk}/pack/", {**form, "way": "write", "ledger": "on"}, follow=True
    )
    counts = one.counts
    assert "已写入数据包" in shown.content.decode()
    assert LedgerItem.objects.unscoped("test").filter(code__startswith="tr30-t").count() == counts["task"]
    assert check([PACK], root) == []
    assert len([task for task in load(PACK, root).tasks if task.startswith("tr30-")]) == counts["task"] > 0
    before = {path: path.read_bytes() for path in (root / PACK).rglob("*") if path.is_file()}
    with refused("plans.pack_unsound"):  # the same codes once more
        packs.write_pack(one.pk, packs.Into("ledger-plan", "", "tr30"), by=planner, at=AT)
    with refused("core.not_permitted"):
        packs.write_pack(one.pk, into, by=hands["civil"], at=AT)
    assert before == {path: path.read_bytes() for path in (root / PACK).rglob("*") if path.is_file()}
