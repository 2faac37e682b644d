"""Circulars: drafted from a snapshot, edited by a person, issued by another, frozen, corrected by a new one; their files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import docx
import pdfplumber
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from laoyou.base.errors import DomainError
from laoyou.core import attachments
from laoyou.core.clock import BEIJING
from laoyou.core.models import AuditEntry
from laoyou.core.scope import Scope
from laoyou.plans.commands import circulars, values
from laoyou.plans.domain.circular import Kind, State, keys_in, plain
from laoyou.plans.models import CircularSection, LedgerItem, ProgressCircular
from laoyou.plans.presenters.circular_tables import tables
from laoyou.plans.presenters.circular_text import figures
from laoyou.plans.queries.circular_data import hash_of
from laoyou.plans.queries.circular_files import frozen_file
from laoyou.plans.queries.indicators import one_indicator
from laoyou.plans.queries.published_circulars import published_circulars
from laoyou.plans.reports import official_docx, official_pdf
from laoyou.plans.reports.circular_paper import paper_of
from laoyou.plans.reports.drawings import drawings
from laoyou.plans.reports.official import Block, Paper, title_lines
from laoyou.plans.tests.conftest import AT, Registers
from laoyou.plans.tests.ledger import SYSTEM, Hands
from laoyou.snapshots import public as snapshots

LATER = AT + timedelta(hours=3)


@contextmanager
def refused(code: str) -> Iterator[None]:
    """What is done inside is refused for this reason."""
    with pytest.raises(DomainError) as caught:
        yield
    assert caught.value.code == code


@pytest.fixture
def monthly(hands: Hands, items: dict[str, LedgerItem]) -> ProgressCircular:
    """A circular of October that the planner has drafted."""
    snapshots.take(by=SYSTEM, at=AT)
    return circulars.draft(Kind.MONTHLY, date(2026, 10, 5), by=hands["planner"], at=LATER)


def sections(row: ProgressCircular) -> dict[str, CircularSection]:
    return {one.key: one for one in circulars.row_sections(row, SYSTEM)}


def reads(row: ProgressCircular, key: str) -> str:
    return plain(sections(row)[key].text, {name: one.shown for name, one in figures(row.data).items()})


def test_rows_computed_again_from_the_snapshot_are_equal_row_by_row(
    monthly: ProgressCircular, registers: Registers, hands: Hands, items: dict[str, LedgerItem]
) -> None:
    """Whatever has happened since: further beds, values recorded later, progress in the ledger."""
    registers.beds.add(area="500118001", facility_kind="care_home", nursing=False, tier="affordable", actual=1)
    values.report(
        "yc-01", Decimal(97), as_of=date(2026, 9, 30), source="统计局", by=SYSTEM, at=LATER + timedelta(hours=1)
    )
    item = next(one for one in items.values() if one.kind == "task")
    LedgerItem.objects.unscoped("test").filter(pk=item.pk).update(due=date(2030, 1, 1), state="closed")
    again = circulars.recompute(monthly)
    for part in ("indicators", "items", "towns", "money", "places"):
        assert again[part] == monthly.data[part], part
    assert hash_of(again) == monthly.data_hash == hash_of(monthly.data)


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_of_document_is_written_and_every_figure_in_it_is_known_and_computed_again_the_same(
    hands: Hands, items: dict[str, LedgerItem], kind: Kind
) -> None:
    snapshots.take(by=SYSTEM, at=AT)
    plan = next(one.plan for one in items.values() if one.plan)
    row = circulars.draft(kind, date(2026, 10, 5), plan=plan, by=hands["planner"], at=LATER)
    found = sections(row)
    known = figures(row.data)
    assert "overview" in found
    for section in found.values():
        assert set(keys_in(section.text)) <= set(known)
        assert bool(section.text) is (section.key != "lessons")
    total = sum(int(known[f"ind.{name}"].value or 0) for name in ("reached", "missed", "unknown", "on_course", "doubt"))
    assert total == known["ind.all"].value == len(row.data["indicators"])
    assert row.data["items"]
    kept, again = circulars.held(row.pk, SYSTEM), circulars.recompute(row)
    for part in ("indicators", "items", "towns", "money", "places"):
        for then, now in zip(kept.data[part], again[part], strict=True):
            assert then == now, part
    assert hash_of(kept.data) == hash_of(again) == kept.data_hash


def test_a_snapshot_from_after_the_period_cannot_speak_of_it(hands: Hands, items: dict[str, LedgerItem]) -> None:
    name = snapshots.take(by=SYSTEM, at=AT).name
    with refused("plans.no_snapshot_then"):
        circulars.draft(Kind.MONTHLY, date(2026, 9, 5), by=hands["planner"], at=LATER)
    with refused("plans.snapshot_too_late"):
        circulars.draft(Kind.MONTHLY, date(2026, 9, 5), snapshot_name=name, by=hands["planner"], at=LATER)


def test_words_that_a_person_changed_stay_and_an_altered_figure_keeps_it_from_being_issued(
    monthly: ProgressCircular, hands: Hands
) -> None:
    words = reads(monthly, "overview").replace("台账所列", "工作台账列入")
    circulars.edit_section(monthly.pk, "overview", words, by=hands["planner"], at=LATER)
    assert reads(monthly, "overview") == words
    wrong = words.replace("26项指标", "27项指标")
    section = circulars.edit_section(monthly.pk, "overview", wrong, by=hands["planner"], at=LATER)
    assert [(one["was"], one["now"]) for one in section.altered] == [("26", "27")]
    with refused("plans.figure_altered"):
        circulars.submit(monthly.pk, by=hands["planner"], at=LATER)
    circulars.edit_section(monthly.pk, "overview", words, by=hands["planner"], at=LATER)
    assert circulars.submit(monthly.pk, by=hands["planner"], at=LATER).state == State.SUBMITTED


def test_an_empty_section_is_not_submitted_and_can_be_put_back(monthly: ProgressCircular, hands: Hands) -> None:
    before = reads(monthly, "gaps")
    circulars.edit_section(monthly.pk, "gaps", "", by=hands["planner"], at=LATER)
    with refused("plans.section_empty"):
        circulars.submit(monthly.pk, by=hands["planner"], at=LATER)
    circulars.restore_section(monthly.pk, "gaps", by=hands["planner"], at=LATER)
    assert reads(monthly, "gaps") == before


def issued(row: ProgressCircular, hands: Hands, *, public: bool = False) -> ProgressCircular:
    circulars.submit(row.pk, by=hands["planner"], at=LATER)
    return circulars.issue(row.pk, by=hands["civil"], at=LATER, public=public)


def test_who_drafted_it_does_not_issue_it_and_whose_it_is_not_does_neither(
    monthly: ProgressCircular, hands: Hands
) -> None:
    circulars.submit(monthly.pk, by=hands["planner"], at=LATER)
    with refused("plans.own_circular"):
        circulars.issue(monthly.pk, by=hands["planner"], at=LATER, public=False)
    for name in ("town", "auditor"):
        with refused("core.not_permitted"):
            circulars.issue(monthly.pk, by=hands[name], at=LATER, public=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        drafted_by = monthly.drafted_by_id
        ProgressCircular.objects.unscoped("test").filter(pk=monthly.pk).update(
            state="issued", issued_by=drafted_by, issued_at=LATER, text_hash="x"
        )
    assert circulars.issue(monthly.pk, by=hands["civil"], at=LATER, public=False).state == State.ISSUED


def test_what_is_issued_is_frozen_under_the_hash_of_its_text_and_each_step_is_audited(
    monthly: ProgressCircular, hands: Hands
) -> None:
    row = issued(monthly, hands)
    assert row.text_hash == circulars.text_hash(row, circulars.row_sections(row, SYSTEM))
    for change in (
        lambda by: circulars.edit_section(row.pk, "overview", "另写", by=by, at=LATER),
        lambda by: circulars.set_head(row.pk, {"title": "另题"}, by=by, at=LATER),
        lambda by: circulars.submit(row.pk, by=by, at=LATER),
    ):
        with refused("plans.circular_issued"):
            change(hands["planner"])
    actions = [
        one
        for one in AuditEntry.objects.unscoped("test").order_by("pk").values_list("action", flat=True)
        if "circular" in one
    ]
    assert actions == ["plans.draft_circular", "plans.submit_circular", "plans.issue_circular"]


def test_files_stay_as_they_were_issued_whatever_the_program_would_write_today(
    monthly: ProgressCircular, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = issued(monthly, hands)
    then = {kind: frozen_file(row, kind) for kind in ("pdf", "docx")}
    for module, kind in ((official_pdf, "pdf"), (official_docx, "docx")):
        monkeypatch.setattr(module, kind, lambda paper: b"otherwise")
    for kind, data in then.items():
        sent = hands.client("civil").get(reverse("plans:circular_file", args=[row.pk, kind]))
        assert sent.content == data
    assert row.files["pdf"]["sha256"] == hashlib.sha256(then["pdf"]).hexdigest()


def test_another_file_in_its_place_is_not_handed_out(monthly: ProgressCircular, hands: Hands) -> None:
    row = issued(monthly, hands)
    other = attachments.store(
        b"%PDF-1.7 another", "x.pdf", row, by=hands["civil"], permission="plans.issue_circular", at=LATER
    )
    row.files["pdf"]["attachment"] = other.pk
    with refused("core.file_damaged"):
        frozen_file(row, "pdf")


def test_one_that_is_withdrawn_stays_with_its_reason(monthly: ProgressCircular, hands: Hands) -> None:
    with refused("plans.not_issued_yet"):
        circulars.ask_withdrawal(monthly.pk, "有误", by=hands["civil"], at=LATER)
    row = issued(monthly, hands, public=True)
    for name in ("town", "auditor"):
        with refused("core.not_permitted"):
            circulars.ask_withdrawal(row.pk, "有误", by=hands[name], at=LATER)
    with refused("plans.withdrawal_reason"):
        circulars.ask_withdrawal(row.pk, "  ", by=hands["civil"], at=LATER)
    with refused("plans.no_withdrawal_waits"):
        circulars.withdraw(row.pk, by=hands["planner"], at=LATER)
    client, url = hands.client("civil"), reverse("plans:move_circular", args=[row.pk, "withdraw"])
    assert client.post(url, {"reason": "附表二数据重复"}).status_code == 302
    other = hands.client("planner")
    assert other.post(reverse("plans:move_circular", args=[row.pk, "confirm-withdrawal"])).status_code == 302
    kept = circulars.held(row.pk, SYSTEM)
    assert (kept.state, kept.public, kept.withdrawn_reason) == (State.ISSUED, True, "附表二数据重复")
    assert frozen_file(kept, "pdf")
    with refused("plans.circular_withdrawn"):
        circulars.ask_withdrawal(row.pk, "再次", by=hands["civil"], at=LATER)
    assert "附表二数据重复" in client.get(reverse("plans:show_circular", args=[row.pk])).content.decode()
    [public] = published_circulars()
    assert (public.withdrawn_reason, public.withdrawn_on) == ("附表二数据重复", LATER.astimezone(BEIJING).date())


def test_nobody_takes_back_alone_what_was_issued(monthly: ProgressCircular, hands: Hands) -> None:
    """Whoever asks for it does not decide it, whether or not it was also issued by the same hand; nor does the database let that be."""
    row = issued(monthly, hands, public=True)
    circulars.ask_withdrawal(row.pk, "有误", by=hands["civil"], at=LATER)
    with refused("plans.own_withdrawal"):
        circulars.withdraw(row.pk, by=hands["civil"], at=LATER)
    with refused("plans.withdrawal_waits"):
        circulars.ask_withdrawal(row.pk, "有误", by=hands["planner"], at=LATER)
    assert circulars.held(row.pk, SYSTEM).withdrawn_at is None
    page = hands.client("civil").get(reverse("plans:show_circular", args=[row.pk])).content.decode()
    assert "confirm-withdrawal" not in page
    assert (
        "confirm-withdrawal"
        in hands.client("planner").get(reverse("plans:show_circular", args=[row.pk])).content.decode()
    )
    asked_by = circulars.held(row.pk, SYSTEM).withdrawal_asked_by_id
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressCircular.objects.unscoped("test").filter(pk=row.pk).update(
            withdrawn_by=asked_by, withdrawn_at=LATER, withdrawn_reason="有误"
        )
    circulars.keep_issued(row.pk, by=hands["planner"], at=LATER)
    assert circulars.held(row.pk, SYSTEM).withdrawal_asked_at is None
    circulars.ask_withdrawal(row.pk, "附表有误", by=hands["planner"], at=LATER)
    assert circulars.withdraw(row.pk, by=hands["civil"], at=LATER).withdrawn_reason == "附表有误"


def test_a_period_that_goes_on_is_told_and_one_that_has_not_begun_is_refused(
    monthly: ProgressCircular, hands: Hands
) -> None:
    assert monthly.title.endswith("的通报（阶段性）")
    assert reads(monthly, "overview").startswith("2026年10月到2026年10月31日才结束，本通报所列为期内的阶段性情况")
    with refused("plans.period_not_begun"):
        circulars.draft(Kind.MONTHLY, date(2026, 11, 5), by=hands["planner"], at=LATER)
    ended = circulars.draft(Kind.MONTHLY, date(2026, 10, 5), by=hands["planner"], at=LATER + timedelta(days=1))
    assert ended.title.endswith("的通报")
    assert reads(ended, "overview").startswith("截至2026年10月31日")


def test_everybody_reads_what_was_released_as_it_was_issued(monthly: ProgressCircular, hands: Hands) -> None:
    old = issued(monthly, hands, public=True)
    new = circulars.draft(Kind.MONTHLY, date(2026, 10, 5), corrects=old.pk, by=hands["planner"], at=LATER)
    [one] = published_circulars()
    assert not one.corrected
    words = [line for part in one.sections for line in part.paragraphs]
    assert words == [line for section in sections(old) for line in reads(old, section).split("\n")]
    assert {table.title for part in one.sections for table in part.tables} >= {"指标情况表"}
    assert {file.kind: file.data for file in one.files} == {kind: frozen_file(old, kind) for kind in ("pdf", "docx")}
    circulars.submit(new.pk, by=hands["planner"], at=LATER)
    circulars.issue(new.pk, by=hands["civil"], at=LATER, public=True)
    by_number = {each.number_here: each for each in published_circulars()}
    assert (by_number[old.pk].corrected, by_number[old.pk].corrected_by) == (True, new.pk)
    assert by_number[new.pk].corrects == old.pk


def test_one_that_was_not_released_is_not_public_and_its_correction_is_told_without_a_link(
    monthly: ProgressCircular, hands: Hands
) -> None:
    old = issued(monthly, hands, public=True)
    new = circulars.draft(Kind.MONTHLY, date(2026, 10, 5), corrects=old.pk, by=hands["planner"], at=LATER)
    issued(new, hands, public=False)
    [one] = published_circulars()
    assert (one.number_here, one.corrected, one.corrected_by) == (old.pk, True, 0)


def test_a_final_evaluation_gives_a_reason_for_each_indicator_that_it_does_not_call_reached(
    hands: Hands, items: dict[str, LedgerItem]
) -> None:
    snapshots.take(by=SYSTEM, at=AT)
    row = circulars.draft(Kind.FINAL, date(2026, 10, 5), plan="yc-2025", by=hands["planner"], at=LATER)
    found = {table.title: table for table in tables(row.data, Kind.FINAL)}
    [reasons] = [table for title, table in found.items() if title.startswith("未达到")]
    named = {line[0]: line[-1] for line in reasons.rows}
    expected = {one["name"] for one in row.data["indicators"] if one["state"] not in ("reached", "ended_reached")}
    assert set(named) == expected
    assert all(len(reason) > 6 for reason in named.values())
    towns = [table for title, table in found.items() if title.startswith("各镇街指标表")]
    assert towns
    for table in towns:
        assert table.rows[-1][0] == "目标"
        assert {len(line) for line in table.rows} == {len(table.head)}
    pictured = {one.table for one in drawings(row.data, Kind.FINAL)}
    assert pictured <= set(found)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于永川区2026年10月“一老一小”工作进展情况的通报", ["关于永川区2026年10月", "“一老一小”工作进展情况的通报"]),
        (
            "永川区“一老一小”整体解决方案（2021—2025年）期末评估报告",
            ["永川区“一老一小”整体解决方案", "（2021—2025年）期末评估报告"],
        ),
        ("一份短的通报", ["一份短的通报"]),
    ],
)
def test_a_title_is_parted_where_words_end(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


def test_a_correction_is_a_new_document_that_names_the_old_one(monthly: ProgressCircular, hands: Hands) -> None:
    with refused("plans.not_issued_yet"):
        circulars.draft(Kind.MONTHLY, date(2026, 10, 5), corrects=monthly.pk, by=hands["planner"], at=LATER)
    old = issued(monthly, hands)
    new = circulars.draft(Kind.MONTHLY, date(2026, 10, 5), corrects=old.pk, by=hands["planner"], at=LATER)
    paper = paper_of(new, circulars.row_sections(new, SYSTEM))
    assert old.title in paper.blocks[0].paragraphs[0]
    assert new.title.endswith("（更正）")


def test_nothing_changes_when_the_audit_entry_fails(
    monthly: ProgressCircular, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("no entry")

    before = sections(monthly)["overview"].text
    monkeypatch.setattr("laoyou.core.audit.record", refuse)
    with pytest.raises(RuntimeError):
        circulars.edit_section(monthly.pk, "overview", "别的", by=hands["planner"], at=LATER)
    with pytest.raises(RuntimeError):
        circulars.submit(monthly.pk, by=hands["planner"], at=LATER)
    assert sections(monthly)["overview"].text == before
    assert circulars.held(monthly.pk, SYSTEM).state == State.DRAFT


def test_a_full_page_holds_22_lines_of_28_characters_within_the_margins_of_the_standard() -> None:
    paper = Paper("关于一页的通报", (Block("一、长文", ("字" * 2000,)),))
    with pdfplumber.open(io.BytesIO(official_pdf.pdf(paper))) as made:
        page = made.pages[1]
        assert (round(page.width / 72 * 25.4), round(page.height / 72 * 25.4)) == (210, 297)
        body = [char for char in page.chars if char["text"] == "字"]
        lines: dict[int, list[Any]] = {}
        for char in body:
            lines.setdefault(round(char["top"]), []).append(char)
        assert len(lines) == 22
        assert {len(line) for line in lines.values()} == {28}
        assert min(char["x0"] for char in body) == pytest.approx(28 / 25.4 * 72, abs=1)
        assert "— 2 —" in page.extract_text()


def test_the_files_open_and_say_what_the_page_says(monthly: ProgressCircular, hands: Hands) -> None:
    head = {"issuer_mark": "某某文件", "number": "某发〔2026〕1号", "addressees": "各镇街", "issuing_unit": "某办公室"}
    circulars.set_head(monthly.pk, head, by=hands["planner"], at=LATER)
    row = circulars.held(monthly.pk, SYSTEM)
    paper = paper_of(row, circulars.row_sections(row, SYSTEM))
    opened = docx.Document(io.BytesIO(official_docx.docx(paper)))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    with pdfplumber.open(io.BytesIO(official_pdf.pdf(paper))) as made:
        printed = "".join(page.extract_text() for page in made.pages)
    for words in ("某某文件", "某发〔2026〕1号", "一、总体情况", "某办公室"):
        assert words in text
        assert words in printed
    assert reads(monthly, "overview").split("\n")[0] in text
    section = opened.sections[0]
    assert [
        round((one or 0) / 36000)
        for one in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ] == [210, 297, 37, 28]
    assert len(opened.tables) == len(paper.attachments)
    assert "草稿" not in text


def test_pages_show_figures_and_offer_each_hand_its_step(monthly: ProgressCircular, hands: Hands) -> None:
    client = hands.client("planner")
    url = reverse("plans:show_circular", args=[monthly.pk])
    page = client.get(url).content.decode()
    assert f'data-figure="circular:{monthly.pk}/ind.all"' in page
    assert client.get(f"/figures/circular:{monthly.pk}/ind.all/").status_code == 200
    section = reverse("plans:edit_circular_section", args=[monthly.pk, "next"])
    assert client.post(section, {"text": "请各单位抓紧。"}).status_code == 302
    assert "请各单位抓紧。" in client.get(url).content.decode()
    assert client.post(reverse("plans:move_circular", args=[monthly.pk, "submit"])).status_code == 302
    assert client.post(reverse("plans:move_circular", args=[monthly.pk, "issue"])).status_code == 403
    other = hands.client("civil")
    assert other.post(reverse("plans:move_circular", args=[monthly.pk, "issue"]), {"public": "1"}).status_code == 302
    row = circulars.held(monthly.pk, SYSTEM)
    assert (row.state, row.public) == (State.ISSUED, True)
    for kind, begins in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert client.get(reverse("plans:circular_file", args=[row.pk, kind])).content.startswith(begins)
    assert hands.client("town").get(url).status_code == 403
    assert client.get(reverse("plans:list_circulars")).status_code == 200


def test_drafting_through_the_page(hands: Hands, items: dict[str, LedgerItem]) -> None:
    snapshots.take(by=SYSTEM, at=AT)
    client = hands.client("planner")
    sent = {"kind": "quarterly", "day": "2026-10-05", "plan": "yc-2025", "snapshot": ""}
    assert client.post(reverse("plans:draft_circular"), sent).status_code == 302
    assert ProgressCircular.objects.unscoped("test").get().kind == "quarterly"
    assert hands.client("civil").get(reverse("plans:draft_circular")).status_code == 403


def test_a_form_begins_with_a_day_that_browsers_show(hands: Hands) -> None:
    """A field of a day is left empty by browsers where its value is not written as ISO does."""
    page = hands.client("planner").get(reverse("plans:draft_circular")).content.decode()
    assert 'value="2026-10-31"' in page


def test_a_scope_below_the_district_sees_none(monthly: ProgressCircular, hands: Hands) -> None:
    narrow = Scope(hands["planner"].account_id, ())
    with pytest.raises(DomainError):
        circulars.held(monthly.pk, narrow)


@pytest.mark.parametrize("code", ["yc-05", "yc-01"])
def test_the_answer_to_one_question_is_one_sheet(hands: Hands, code: str) -> None:
    client = hands.client("civil")
    url = reverse("plans:answer_indicator", args=[code])
    assert url in client.get(reverse("plans:show_indicator", args=[code])).content.decode()
    with pdfplumber.open(io.BytesIO(client.get(url).content)) as made:
        assert len(made.pages) == 1
        text = "".join((made.pages[0].extract_text() or "").split())
    row = one_indicator(code)
    assert row.definition.name in text
    assert row.definition.clause.replace(" ", "") in text
