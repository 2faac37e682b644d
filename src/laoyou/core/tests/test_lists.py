"""Lists: every row once, in order, whichever way one pages; nothing undeclared gets through; files are safe."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client, RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from laoyou.base.errors import DomainError
from laoyou.core.commands import saved_views
from laoyou.core.domain.roles import Role
from laoyou.core.lists import Choice, Column, Count, Flag, Kind, ListPage, ListQuery, Option, Span
from laoyou.core.lists.files import csv_lines, safe, workbook
from laoyou.core.lists.keyset import Order, from_queryset, walk
from laoyou.core.lists.query import CAP, Cursor
from laoyou.core.models import AccessEntry, Account, Area, AuditEntry, Job, RoleGrant, SavedView
from laoyou.core.pages.jobs import ListJobsPage
from laoyou.core.scope import Scope, scope_of

START = datetime(2026, 10, 31, tzinfo=UTC)
SYSTEM = Scope.system("test")
SECONDS = st.integers(min_value=0, max_value=6)


def make_jobs(rows: list[tuple[str, int | None]]) -> None:
    """A job for each (title, second at which it started or None)."""
    Job.objects.bulk_create(
        Job(
            kind="t",
            title=title,
            key=str(number),
            arguments=b"",
            created_at=START,
            started_at=None if second is None else START + timedelta(seconds=second),
        )
        for number, (title, second) in enumerate(rows)
    )


def pages_forward(order: list[Order], size: int) -> list[list[int]]:
    """The ids of each page, following `next` from the head to the end."""
    pages, query = [], ListQuery(SYSTEM, size=size)
    while True:
        result = from_queryset(Job.objects.all(), query, order)
        pages.append([job.pk for job in result.rows])
        if result.next is None:
            return pages
        query = query.with_changes(cursor=Cursor.decode(result.next.encode()))


class EveryRowOnce(TestCase):
    """Hypothesis makes rows with ties and unknown values; the pages together are the sorted whole."""

    @settings(max_examples=40, deadline=None)
    @given(
        rows=st.lists(st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.none() | SECONDS), max_size=17),
        size=st.integers(min_value=1, max_value=5),
        title_down=st.booleans(),
        time_down=st.booleans(),
    )
    def test_forward_and_back_show_every_row_once_in_order(
        self, rows: list[tuple[str, int | None]], size: int, title_down: bool, time_down: bool
    ) -> None:
        make_jobs(rows)
        order = [Order("started_at", time_down, nullable=True), Order("title", title_down), Order("id")]
        # The oracle sorts in Python: least significant key first, each sort keeping the order of ties.
        expected = sorted(Job.objects.all(), key=lambda job: job.pk)
        expected.sort(key=lambda job: job.title.encode(), reverse=title_down)
        known = [job for job in expected if job.started_at is not None]
        known.sort(key=lambda job: job.started_at, reverse=time_down)
        whole = [job.pk for job in [*known, *(job for job in expected if job.started_at is None)]]

        pages = pages_forward(order, size)
        assert [pk for page in pages for pk in page] == whole
        assert [job.pk for job in walk(Job.objects.all(), order, size=size)] == whole

        # From the last page back to the first, each page is the one that was seen on the way there.
        for before, after in pairwise(pages):
            first = Job.objects.get(pk=after[0])
            cursor = Cursor((first.started_at, first.title, first.pk), backward=True)
            result = from_queryset(Job.objects.all(), ListQuery(SYSTEM, size=size, cursor=cursor), order)
            assert [job.pk for job in result.rows] == before
            assert (result.previous is None) == (before == pages[0])
            assert result.next is not None


@pytest.mark.django_db
def test_a_row_added_meanwhile_is_neither_skipped_nor_shown_twice() -> None:
    make_jobs([("b", 1), ("d", 1), ("f", 1)])
    order = [Order("title"), Order("id")]
    first = from_queryset(Job.objects.all(), ListQuery(SYSTEM, size=2), order)
    make_later = Job(kind="t", title="a", key="later", arguments=b"", created_at=START)
    make_later.save()
    second = from_queryset(Job.objects.all(), ListQuery(SYSTEM, size=2, cursor=first.next), order)
    assert [job.title for job in first.rows] == ["b", "d"]
    assert [job.title for job in second.rows] == ["f"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "x", "e30", "bnVsbA", Cursor((1,)).encode(), Cursor(("no date", "甲", 1)).encode(), Cursor((START, "甲", "x")).encode(),
        Cursor(({"d": "2026"}, "甲", 1)).encode(), "W2ZhbHNlLFtbMV0sMSwxXV0",
    ],
)  # fmt: skip
def test_a_cursor_that_somebody_made_up_starts_the_list_at_its_head(text: str) -> None:
    make_jobs([("甲", 1), ("乙", 2)])
    order = [Order("started_at"), Order("title"), Order("id")]
    result = from_queryset(Job.objects.all(), ListQuery(SYSTEM, cursor=Cursor.decode(text)), order)
    assert len(result.rows) == 2


def test_a_count_beyond_the_cap_says_so() -> None:
    assert Count(312).shown == "312"
    assert Count(CAP, capped=True).shown == "10,000+"


class ExamplePage(ListPage):
    """A list with one of each filter."""

    name = "core.example"
    columns = (Column("title", "标题", order=("title",)), Column("kind", "种类"))
    filters = (
        Choice("town", "镇街", options=(Option("1", "甲"), Option("2", "乙")), several=True),
        Flag("alone", "独居"),
        Span("age", "年龄", lowest=0, highest=120),
    )
    default_sort = "title"
    search_hint = "姓名"


def query_of(text: str) -> ListQuery:
    page = ExamplePage()
    request = RequestFactory().get(f"/?{text}")
    request.scope = SYSTEM  # type: ignore[attr-defined]
    page.setup(request)
    return page.query_of(request)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("town=1&town=2&town=1", {"town": ("1", "2")}),
        ("town=9", {}),
        ("alone=1", {"alone": ("1",)}),
        ("alone=yes", {}),
        ("age=60-79", {"age": ("60-79",)}),
        ("age=80-", {"age": ("80-",)}),
        ("age=79-60", {}),
        ("age=-", {}),
        ("age=60-1000", {}),
        ("age=٦-٧", {}),
        ("made_up=1", {}),
    ],
)
def test_only_declared_filters_and_known_values_get_through(text: str, values: dict[str, tuple[str, ...]]) -> None:
    assert query_of(text).values == values


@pytest.mark.parametrize(
    ("text", "sort"), [("", "title"), ("sort=-title", "-title"), ("sort=kind", "title"), ("sort=secret", "title")]
)
def test_only_declared_columns_sort(text: str, sort: str) -> None:
    assert str(query_of(text).sort) == sort


def test_the_address_of_a_query_gives_the_same_query_again() -> None:
    query = query_of("town=1&town=2&age=80-&q=李&sort=-title")
    assert query_of(query.query_string().lstrip("?")) == query


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert safe(text) == f"'{text}"
    line = b"".join(csv_lines(["h"], [[text]])).decode("utf-8-sig").splitlines()[1]
    assert line.lstrip('"').startswith("'")


def test_a_workbook_holds_numbers_as_numbers_and_never_a_formula() -> None:
    from openpyxl import load_workbook

    with workbook("清单/1", ["名", "数", "日"], [["=1+1", 12, START.date()], [None, None, None]], ["说明"]) as file:
        sheet = load_workbook(io.BytesIO(file.read())).worksheets[0]
    assert [sheet["A2"].value, sheet["A2"].data_type] == ["=1+1", "s"]
    assert sheet["B2"].value == 12
    assert sheet["C2"].value.date() == START.date()


def test_a_masked_value_leaves_whole_only_for_those_who_may_see_it(monkeypatch: pytest.MonkeyPatch) -> None:
    column = Column(
        "phone",
        "电话",
        Kind.MASKED,
        value=lambda row: "138****0000",
        clear=lambda row: "13800000000",
        clear_permission="core.see_audit",
    )
    nobody = Scope(1)
    assert column.cell({}, nobody) == "138****0000"
    assert column.cell({}, SYSTEM) == "13800000000"
    assert "13800000000" not in column.html({})


@pytest.fixture
def officer(db: None) -> Account:
    area = Area.objects.create(id="500118", level="district", name="永川区")
    account = Account.objects.create(username="li", display_name="李", created_at=START)
    RoleGrant.objects.create(account=account, role=Role.DEPARTMENT_OFFICER.value, area=area, granted_at=START)
    return account


@pytest.fixture
def signed_in(officer: Account, client: Client) -> Client:
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["second_factor"] = True
    session.save()
    return client


@pytest.mark.parametrize("form", ["csv", "xlsx", "print"])
def test_taking_a_list_away_leaves_an_access_entry_first(signed_in: Client, officer: Account, form: str) -> None:
    make_jobs([("甲", 1)])
    Job.objects.update(account=officer)
    answer = signed_in.get(f"/jobs/?format={form}&state=waiting")
    assert answer.status_code == 200
    content = b"".join(answer) if getattr(answer, "streaming", False) else answer.content
    assert content
    entry = AccessEntry.objects.unscoped("test").get(action="core.export_list")
    assert entry.subject_id == "core.jobs"


def test_nothing_leaves_when_the_access_entry_fails(
    signed_in: Client, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_jobs([("机密", 1)])
    Job.objects.update(account=officer)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise DomainError("core.server_busy")

    monkeypatch.setattr("laoyou.core.audit.read", fail)
    answer = signed_in.get("/jobs/?format=csv")
    assert answer.status_code == 503
    assert "机密".encode() not in answer.content


def test_a_page_of_the_list_and_its_file_hold_the_same_rows(signed_in: Client, officer: Account) -> None:
    make_jobs([(f"任务{number:03}", number % 7) for number in range(130)])
    Job.objects.update(account=officer)
    seen: list[str] = []
    url: str | None = "/jobs/?sort=-created"
    while url:
        answer = signed_in.get(url)
        seen += [str(cells[0][1]) for line in answer.context["lines"] for cells in [line.cells]]
        url = answer.context["next_url"]
    lines = b"".join(signed_in.get("/jobs/?format=csv&sort=-created")).decode("utf-8-sig").splitlines()
    assert len(seen) == len(set(seen)) == 130
    assert [line.split(",")[0] for line in lines[1:]] == [one.split(">")[1].split("<")[0] for one in seen]


def test_a_view_keeps_filters_and_sorting_but_never_what_was_searched(officer: Account) -> None:
    by = scope_of(officer, at=START)
    view = saved_views.save_view(
        "core.jobs", " 在等 的 ", path="/jobs/", query="?q=李四&state=waiting&sort=-created&at=x", by=by, at=START
    )
    assert view.title == "在等 的"
    assert view.url == "/jobs/?state=waiting&sort=-created"
    assert AuditEntry.objects.unscoped("test").filter(action="core.save_view").count() == 1


def test_a_view_of_somebody_else_is_not_found_and_stays(officer: Account) -> None:
    other = Account.objects.create(username="wang", display_name="王", created_at=START)
    view = SavedView.objects.create(account=other, list_name="core.jobs", title="他的", path="/jobs/", created_at=START)
    with pytest.raises(DomainError, match=r"core\.not_found|没有找到"):
        saved_views.delete_view(view.pk, by=scope_of(officer, at=START), at=START)
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_no_view_is_kept_when_its_audit_entry_fails(officer: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise DomainError("core.server_busy")

    monkeypatch.setattr("laoyou.core.audit.record", fail)
    with pytest.raises(DomainError):
        saved_views.save_view("core.jobs", "在等的", path="/jobs/", query="", by=scope_of(officer, at=START), at=START)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "/health/", "/nowhere/", ""])
def test_a_view_is_of_one_of_our_own_lists(signed_in: Client, path: str) -> None:
    assert signed_in.post("/views/save/", {"path": path, "title": "x", "query": ""}).status_code == 404
    assert not SavedView.objects.exists()


def test_a_job_of_somebody_else_is_neither_listed_nor_shown(signed_in: Client) -> None:
    other = Account.objects.create(username="wang", display_name="王", created_at=START)
    make_jobs([("王的任务", 1)])
    Job.objects.update(account=other)
    assert "王的任务" not in signed_in.get("/jobs/").content.decode()
    assert signed_in.get(f"/jobs/{Job.objects.get().pk}/").status_code == 404
    assert signed_in.post(f"/jobs/{Job.objects.get().pk}/cancel/").status_code == 404


@pytest.fixture(autouse=True)
def plain_language() -> Iterator[None]:
    from django.utils import translation

    with translation.override("zh-hans"):
        yield


def test_the_jobs_list_declares_what_it_sorts_by() -> None:
    """The columns that sort name fields that exist."""
    for column in ListJobsPage.columns:
        for name in column.order:
            Job._meta.get_field(name.lstrip("-"))
