"""The pages for everybody: the front page, the facility finder, the published indicators."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from laoyou.core import clock
from laoyou.core.views import Page
from laoyou.faces.public import presenter, queries


class PublicPage(Page):
    """A page that needs no account and reads the edge database alone."""

    public = True

    def show(self, context: dict[str, Any]) -> HttpResponse:
        """Fill the template; every public page names the district and the day of its data."""
        newest = queries.publication()
        told: dict[str, Any] = {"publication": newest}
        if newest is not None and newest.demo and settings.LAOYOU_EDGE:
            # A demonstration's data say so wherever they stand, on a machine that is none itself too.
            told["demo_date"] = newest.published_at.astimezone(clock.BEIJING).date()
        return self.render({**told, **context})


class FrontPage(PublicPage):
    """Two questions, two answers, and the door for staff."""

    template = "public/front.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = [presenter.indicator_line(row) for row in queries.indicators()]
        reached = sum(line["state"] in ("reached", "ended_reached") for line in lines)
        return self.show({"indicator_count": len(lines), "reached": reached})


class FindFacilitiesPage(PublicPage):
    """Where is a bed, a place, a meal near me: list and map from the same answer."""

    template = "public/find_facilities.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        search = _search(request)
        answer = queries.find(search)
        towns = queries.towns()
        kept = {key: value for key, value in request.GET.items() if key not in ("page", "town") and value}
        url = f"?{urlencode(kept)}&" if kept else "?"
        everywhere = queries.all_found(search)
        return self.show(
            {
                "search": search,
                "answer": answer,
                "cards": [presenter.card(found) for found in answer.found],
                "towns": towns,
                "kinds": [(kind, presenter.words(pair)) for kind, pair in queries.kinds()],
                "tiers": [(tier, presenter.words(pair)) for tier, pair in queries.tiers()],
                "previous": _page_url(request, answer.page - 1) if answer.page > 1 else "",
                "next": _page_url(request, answer.page + 1) if answer.page < answer.pages else "",
                "map": presenter.finder_map(everywhere, towns, url=url, title=_("机构和设施"), unit=_("处")),
            }
        )


def _search(request: HttpRequest) -> queries.Search:
    asked = request.GET
    page = asked.get("page", "1")
    return queries.Search(
        text=asked.get("q", "")[:60],
        need=asked.get("need", "") if asked.get("need") in ("elder", "child") else "",
        kind=asked.get("kind", ""),
        tier=asked.get("tier", ""),
        town=asked.get("town", ""),
        near=asked.get("near", ""),
        free=asked.get("free") == "1",
        page=int(page) if page.isdigit() else 1,
    )


def _page_url(request: HttpRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return f"?{asked.urlencode()}"


class ShowFacilityPage(PublicPage):
    """One facility: what it offers, what is free, how to reach it."""

    template = "public/show_facility.html"

    def get(self, request: HttpRequest, facility_id: str) -> HttpResponse:
        return self.show({"facility": presenter.facility(queries.facility(facility_id))})


class ListIndicatorsPage(PublicPage):
    """What the plan promised and where it stands."""

    template = "public/list_indicators.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show({"lines": [presenter.indicator_line(row) for row in queries.indicators()]})


class ShowIndicatorPage(PublicPage):
    """One indicator with its formula, its clause and what it was computed from."""

    template = "public/show_indicator.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        row = queries.indicator(code)
        name = presenter.words(row.detail["name"])
        shown = presenter.indicator(
            row, queries.towns(), chart_title=_("%(name)s：历次数值与目标") % {"name": name}, series_name=name
        )
        return self.show({"indicator": shown})


class ShowIndexPage(PublicPage):
    """How the towns stand: grades with their ranges."""

    template = "public/show_index.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        row = queries.index()
        return self.show({"index": presenter.index(row, queries.towns()) if row is not None else None})


class ListCircularsPage(PublicPage):
    """Circulars and evaluation reports that were released for everybody."""

    template = "public/list_circulars.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show({"lines": [presenter.circular_line(row) for row in queries.circulars()]})


class ShowCircularPage(PublicPage):
    """One circular as it was issued, with its files, and what became of it since."""

    template = "public/show_circular.html"

    def get(self, request: HttpRequest, circular_id: str) -> HttpResponse:
        return self.show({"circular": presenter.circular(queries.circular(circular_id))})


MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "svg": "image/svg+xml",
}


class CircularFilePage(PublicPage):
    """A file of a circular, byte by byte as it was issued, or one of its pictures."""

    def get(self, request: HttpRequest, circular_id: str, name: str) -> HttpResponse:
        file = queries.file(circular_id, name)
        kind = name.rpartition(".")[2]
        response = HttpResponse(bytes(file.data), content_type=MEDIA[kind])
        if kind != "svg":
            title = file.circular.detail["title"]
            response["Content-Disposition"] = content_disposition_header(True, f"{title}.{kind}") or "attachment"
        return response
