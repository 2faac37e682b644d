"""The register of any past day, as it is known now or was known then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import audit, clock, links
from laoyou.core.figures import Figure
from laoyou.core.models import Area
from laoyou.core.scope import Scope
from laoyou.core.shell.forms import DayField
from laoyou.core.shell.words import together
from laoyou.core.views import Page
from laoyou.people.domain.spells import Basis
from laoyou.people.models import Residency, Resident
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.words import age_words, status_words
from laoyou.people.queries.asof import AsOf, Person
from laoyou.people.queries.residents import LIST, SHOW, area_names, place_of

SIZE = 50
KEY_SEPARATOR = "~"


class AsOfForm(forms.Form):
    """A day, what was known of it, and by which of the two places people are taken."""

    day = DayField(label=gettext_lazy("哪一天"))
    known = DayField(
        label=gettext_lazy("按哪天掌握的情况"), required=False, help_text=gettext_lazy("不填写就按现在掌握的情况")
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("按哪个地址"), choices=Residency.Basis.choices, required=False, initial=Basis.RESIDENCE.value
    )
    area = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True)
class Asked:
    """What was asked: the day, the last day whose knowledge counts (None = now), the basis."""

    day: date
    known: date | None
    basis: Basis

    @property
    def known_at(self) -> datetime:
        """Everything recorded on the day `known` in China is known; without one, everything."""
        if self.known is None:
            return clock.now()
        return datetime.combine(self.known + timedelta(days=1), time(), tzinfo=clock.BEIJING) - timedelta(
            microseconds=1
        )

    def url(self, area: str = "", after: str = "") -> str:
        """The page of this question, for one area or all of them."""
        return links.with_query(
            reverse("people:show_past_register"), day=self.day.isoformat(),
            known=self.known.isoformat() if self.known else None, basis=self.basis.value, area=area or None,
            after=after or None,
        )  # fmt: skip


def asked(form: AsOfForm) -> Asked:
    """The cleaned question."""
    said = form.cleaned_data
    return Asked(said["day"], said["known"], Basis(said["basis"] or Basis.RESIDENCE))


def count_of(question: Asked, area: str, value: int) -> Figure:
    """How many people there were in a town; its rows are the list of that town."""
    known = question.known.isoformat() if question.known else ""
    return Figure(
        ref=f"past_residents:{question.basis.value},{question.day.isoformat()},{known}/{area}",
        name=_("居住在此的人") if question.basis is Basis.RESIDENCE else _("户籍在此的人"),
        value=value,
        unit=_("人"),
        as_of=question.day,
        formula=_("逐人查看居住与户籍沿革：这一天在此、已出生、健在，按当时掌握的情况"),
        rows_url=question.url(area),
        rows_count=value,
        example=clock.demo_date() is not None,
    )


def resolve(rest: str, scope: Scope) -> Figure:
    """`past_residents:<basis>,<day>,<known or nothing>/<area>`."""
    scope.require(LIST)
    said, _slash, area = rest.partition("/")
    try:
        basis, day, known = said.split(",")
        question = Asked(date.fromisoformat(day), date.fromisoformat(known) if known else None, Basis(basis))
    except ValueError:
        raise DomainError("core.not_found") from None
    if not scope.covers_area(LIST, area) or not Area.objects.filter(pk=area, level=Area.Level.TOWN).exists():
        raise DomainError("core.not_found")
    found = AsOf(question.day, question.known_at, question.basis, (area,))
    return count_of(question, area, sum(found.by_town().values()))


class ShowPastRegisterPage(Page):
    """Counts by town, and the people of one area, on a day of the past; the look is recorded."""

    permission = LIST
    template = "people/show_past_register.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        title = _("过去某日的名册")
        context = {
            "title": title,
            "crumbs": [(_("居民"), reverse("people:list_residents")), (title, "")],
            "lead": _("某一天谁在这里。可以按现在掌握的情况看，也可以按当时掌握的情况看，用来核对当时的待遇和上报。"),
        }
        if "day" not in request.GET:
            return self.render({**context, "form": AsOfForm(initial={"day": clock.today(), "basis": "residence"})})
        form = AsOfForm(request.GET)
        if not form.is_valid():
            return self.render({**context, "form": form}, status=422)
        question, area = asked(form), form.cleaned_data["area"]
        if area and (not area.isdigit() or not any(_inside(area, held) for held in scope.area_prefixes(LIST))):
            raise DomainError("core.not_found")
        self._note(question, area)
        if area:
            return self.render({**context, "form": form, **self._people(question, area)})
        return self.render({**context, "form": form, **self._counts(question)})

    def _note(self, question: Asked, area: str) -> None:
        said = {"day": question.day.isoformat(), "known": str(question.known or ""), "basis": question.basis.value}
        audit.read(
            "people.show_past_register", audit.Subject("people.past_register", area or "all", area),
            by=self.request.scope, permission=LIST, at=clock.now(), chain="people", detail=said,
        )  # fmt: skip

    def _counts(self, question: Asked) -> dict[str, object]:
        held = self.request.scope.area_prefixes(LIST)
        by_town = AsOf(question.day, question.known_at, question.basis, held).by_town()
        names = area_names(by_town)
        whole = [town for town in sorted(by_town) if self.request.scope.covers_area(LIST, town)]
        return {
            "question": question,
            "towns": [(names.get(town, town), count_of(question, town, by_town[town])) for town in whole],
            "parts": [
                (names.get(town, town), question.url(area)) for area in held for town in [area[:9]] if len(area) > 9
            ],
        }

    def _people(self, question: Asked, area: str) -> dict[str, object]:
        held = tuple(
            max(area, prefix, key=len) for prefix in self.request.scope.area_prefixes(LIST) if _inside(area, prefix)
        )
        found = AsOf(question.day, question.known_at, question.basis, held)
        people = found.page(after=_key(self.request.GET.get("after", "")), size=SIZE + 1)
        names = area_names([area, *(one.area_id for one in people)])
        last = people[SIZE - 1] if len(people) > SIZE else None
        return {
            "question": question,
            "area_name": place_of(area, "", names).words,
            "lines": [self._line(one, question.day, names) for one in people[:SIZE]],
            "next_url": question.url(area, f"{last.pinyin}{KEY_SEPARATOR}{last.id}") if last else "",
            "first_url": question.url(area) if self.request.GET.get("after") else "",
            "back_url": question.url(),
        }

    def _line(self, one: Person, day: date, names: dict[str, str]) -> dict[str, object]:
        return {
            "name": one.name,
            "url": resident_url(one.id) if self._visible(one.id) else "",
            "sex": dict(Resident.Sex.choices)[one.sex],
            "age": age_words(one.birth_date, day),
            "place": place_of(one.area_id, "", names).words,
            "statuses": together(status_words(kind) for kind in one.statuses),
        }

    def _visible(self, resident_id: int) -> bool:
        scope = self.request.scope
        return scope.may(SHOW) and Resident.objects.scoped(scope, SHOW).filter(pk=resident_id).exists()


def _inside(area: str, held: str) -> bool:
    return area.startswith(held) or held.startswith(area)


def _key(text: str) -> tuple[str, int] | None:
    pinyin, _sign, number = text.rpartition(KEY_SEPARATOR)
    return (pinyin, int(number)) if number.isdigit() and len(number) < 19 else None
