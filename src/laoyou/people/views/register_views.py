"""Work on one resident: registering, correcting, moving, dying, and taking each of them back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.shell.forms import refuse, refuse_all
from laoyou.core.views import Page
from laoyou.people.commands import residents as commands
from laoyou.people.commands.shared import UPDATE
from laoyou.people.domain.spells import Basis
from laoyou.people.forms.resident_forms import (
    COLUMNS,
    FIELDS_OF,
    AddResidentForm,
    ChangeResidentForm,
    CorrectHomeForm,
    DeathForm,
    MoveForm,
    ReceiveForm,
)
from laoyou.people.forms.shared import ReasonForm
from laoyou.people.models import Resident
from laoyou.people.presenters.links import resident_url
from laoyou.people.presenters.resident_presenter import identity_line
from laoyou.people.queries import likeness, residents
from laoyou.people.queries.residents import LIST


class EditPage(Page):
    """
    A form that does one thing with one resident, found within the scope of the permission.

    Subclasses answer `form`, `act` and the words. A refusal of the command stands beside its field.
    """

    permission = UPDATE
    template = "people/edit_resident.html"
    grave = False
    """The button warns: what it does is said of a person's life."""

    def form(self, resident: Resident, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def act(self, resident: Resident, form: Any) -> None:
        """Call the command."""
        raise NotImplementedError

    def words(self, resident: Resident) -> tuple[str, str, str, str]:
        """Title, what will happen, button, and what is said afterwards."""
        raise NotImplementedError

    def get(self, request: HttpRequest, resident_id: int, **more: Any) -> HttpResponse:
        resident = residents.get(resident_id, self.request.scope, self.permission)
        self.refuse_at_once(resident)
        return self._show(resident, self.form(resident))

    def post(self, request: HttpRequest, resident_id: int, **more: Any) -> HttpResponse:
        resident = residents.get(resident_id, self.request.scope, self.permission)
        self.refuse_at_once(resident)
        form = self.form(resident, request.POST)
        if form.is_valid():
            try:
                self.act(resident, form)
            except DomainError as refusal:
                names = {code: field for code, field in FIELDS_OF.items() if field in form.fields}
                refuse(form, refusal, names)
            else:
                messages.success(request, self.words(resident)[3])
                return redirect(after(self, resident.pk))
        return self._show(resident, form, status=422)

    def refuse_at_once(self, resident: Resident) -> None:
        """Raise where the form would make no sense for this resident."""

    def _show(self, resident: Resident, form: forms.Form, status: int = 200) -> HttpResponse:
        title, lead, submit, _done = self.words(resident)
        return self.render(
            {
                "resident": resident,
                "who": identity_line(resident, clock.today()),
                "form": form,
                "title": title,
                "lead": lead,
                "submit": submit,
                "grave": self.grave,
                "back": resident_url(resident.pk),
                "crumbs": crumbs_to(self, resident, title),
            },
            status=status,
        )


def crumbs_to(page: Page, resident: Resident, title: str) -> list[tuple[str, ...]]:
    """The way to a page about one resident."""
    return [
        (_("居民"), reverse("people:list_residents") if page.request.scope.may(LIST) else ""),
        (resident.name, resident_url(resident.pk), "zh"),
        (title, ""),
    ]


def after(page: Page, resident_id: int) -> str:
    """Where to go after a command: to the resident, or to the list where he has left the reader's areas."""
    found = Resident.objects.scoped(page.request.scope, residents.SHOW).filter(pk=resident_id).exists()
    return resident_url(resident_id) if found else reverse("people:list_residents")


class AddResidentPage(Page):
    """Putting somebody on the register; whoever is very like somebody there must be looked at first."""

    permission = UPDATE
    template = "people/add_resident.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(AddResidentForm(scope=self.request.scope))

    def post(self, request: HttpRequest) -> HttpResponse:
        scope, now = self.request.scope, clock.now()
        form = AddResidentForm(request.POST, scope=scope)
        alike: likeness.Alike | None = None
        if form.is_valid():
            new = form.new_resident()
            refuse_all(form, [(one.column, one.error) for one in commands.problems(new, at=now)], COLUMNS)
            if form.is_valid():
                alike = likeness.alike(new.name, new.birth_date, scope)
                if alike and not form.cleaned_data["confirmed"]:
                    form.ask_for_confirmation()
                    form.add_error(
                        "confirmed", _("名册里有姓名和出生日期都相同的人。请先核对，确认不是同一个人再登记。")
                    )
        if form.is_valid():
            try:
                resident = commands.add(form.new_resident(), by=scope, at=now)
            except DomainError as refusal:
                refuse(form, refusal, {**FIELDS_OF, "people.area_unknown": "residence"})
            else:
                messages.success(request, _("已登记入册。"))
                return redirect(after(self, resident.pk))
        return self._show(form, alike, status=422)

    def _show(self, form: forms.Form, alike: likeness.Alike | None = None, status: int = 200) -> HttpResponse:
        title = _("登记居民")
        crumbs = [(_("居民"), reverse("people:list_residents")), (title, "")]
        return self.render({"form": form, "title": title, "crumbs": crumbs, "alike": alike}, status=status)


class ReceiveResidentPage(Page):
    """Moving somebody in who is on the register of another town."""

    permission = UPDATE
    template = "people/receive_resident.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ReceiveForm(scope=self.request.scope))

    def post(self, request: HttpRequest) -> HttpResponse:
        scope = self.request.scope
        form = ReceiveForm(request.POST, scope=scope)
        if form.is_valid():
            said = form.cleaned_data
            try:
                resident = commands.receive(
                    said["id_number"], said["name"], said["on"], residence_area_id=said["place"],
                    address=said["address"] or None, source=said["source"], by=scope, at=clock.now(),
                )  # fmt: skip
            except DomainError as refusal:
                refuse(form, refusal, {**FIELDS_OF, "people.nobody_so_named": "id_number"})
            else:
                messages.success(request, _("已登记迁入。"))
                return redirect(after(self, resident.pk))
        return self._show(form, status=422)

    def _show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        title = _("从外镇街迁入")
        crumbs = [(_("居民"), reverse("people:list_residents")), (title, "")]
        return self.render({"form": form, "title": title, "crumbs": crumbs}, status=status)


class ChangeResidentPage(EditPage):
    """Correcting name, sex, birth date, document, phone, address."""

    def form(self, resident: Resident, data: Any = None) -> ChangeResidentForm:
        return ChangeResidentForm(data, resident=resident)

    def act(self, resident: Resident, form: ChangeResidentForm) -> None:
        commands.change(
            resident.pk,
            form.changes(),
            reason=form.cleaned_data["reason"],
            by=self.request.scope,
            at=clock.now(),
        )

    def words(self, resident: Resident) -> tuple[str, str, str, str]:
        return (
            _("更正登记内容"),
            _("原来的内容留在变更记录里，可以查看和恢复。"),
            _("保存更正"),
            _("已更正。"),
        )


class MoveResidentPage(EditPage):
    """Moving: where somebody lives, or where he is registered, from a day on."""

    def _basis(self) -> Basis:
        return basis_of(self.kwargs["basis"])

    def refuse_at_once(self, resident: Resident) -> None:
        require_alive(resident)

    def form(self, resident: Resident, data: Any = None) -> MoveForm:
        return MoveForm(data, with_address=self._basis() is Basis.RESIDENCE)

    def act(self, resident: Resident, form: MoveForm) -> None:
        said = form.cleaned_data
        place, by, at = said["place"] or None, self.request.scope, clock.now()
        if self._basis() is Basis.RESIDENCE:
            commands.record_move(
                resident.pk, said["on"], residence_area_id=place, residence_elsewhere=said["elsewhere"],
                address=said["address"] or None, source=said["source"], by=by, at=at,
            )  # fmt: skip
        else:
            commands.record_registration(
                resident.pk, said["on"], registered_area_id=place, registered_elsewhere=said["elsewhere"],
                source=said["source"], by=by, at=at,
            )  # fmt: skip

    def words(self, resident: Resident) -> tuple[str, str, str, str]:
        if self._basis() is Basis.RESIDENCE:
            return (
                _("登记居住迁移"),
                _("只改居住地，户籍不变。迁移后不再属于原来的居住户，原住址失效。"),
                _("登记迁移"),
                _("已登记居住迁移。"),
            )
        return (
            _("登记户籍迁移"),
            _("只改户籍地，居住地不变。迁移后不再属于原来的户籍户。"),
            _("登记迁移"),
            _("已登记户籍迁移。"),
        )


class CorrectHomePage(EditPage):
    """The present place, or the day from which it holds, was recorded wrongly."""

    def _basis(self) -> Basis:
        return basis_of(self.kwargs["basis"])

    def refuse_at_once(self, resident: Resident) -> None:
        require_alive(resident)

    def form(self, resident: Resident, data: Any = None) -> CorrectHomeForm:
        home, since = residents.present_home(resident, self._basis())
        initial = {"place": home.area or "", "elsewhere": home.elsewhere, "on": since}
        return CorrectHomeForm(data, initial=initial, area_id=home.area)

    def act(self, resident: Resident, form: CorrectHomeForm) -> None:
        said = form.cleaned_data
        commands.correct_home(
            resident.pk, self._basis(), on=said["on"], area_id=said["place"] or None, elsewhere=said["elsewhere"],
            reason=said["reason"], by=self.request.scope, at=clock.now(),
        )  # fmt: skip

    def words(self, resident: Resident) -> tuple[str, str, str, str]:
        residence = self._basis() is Basis.RESIDENCE
        return (
            _("更正居住地") if residence else _("更正户籍地"),
            _("用于登记错了的情形：实际从未在那里。真的迁移请用“登记迁移”。原来的记载保留为“已更正”。"),
            _("保存更正"),
            _("已更正。"),
        )


class TakeBackMovePage(EditPage):
    """The last move never happened."""

    def _basis(self) -> Basis:
        return basis_of(self.kwargs["basis"])

    def refuse_at_once(self, resident: Resident) -> None:
        if not residents.moves(resident, self._basis()):
            raise DomainError("people.nothing_to_take_back")

    def form(self, resident: Resident, data: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def act(self, resident: Resident, form: ReasonForm) -> None:
        commands.take_back_move(
            resident.pk, self._basis(), reason=form.cleaned_data["reason"], by=self.request.scope, at=clock.now()
        )

    def words(self, resident: Resident) -> tuple[str, str, str, str]:
        return (
            _("撤回最近一次迁移"),
            _("此人回到迁移以前登记的地点；这次迁移的记载保留为“已更正”。"),
            _("撤回迁移"),
            _("已撤回迁移。"),
        )


class RecordDeathPage(EditPage):
    """Somebody died."""

    grave = True

    def refuse_at_once(self, resident: Resident) -> None:
        require_alive(resident)

    def form(self, resident: Resident, data: Any = None) -> DeathForm:
        return DeathForm(data)

    def act(self, resident: Resident, form: DeathForm) -> None:
        said = form.cleaned_data
        commands.record_death(resident.pk, said["on"], source=said["source"], by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> tuple[str, str, str, str]:
        return (
            _("登记死亡"),
            _("登记后不再列入健在的居民，仍然有效的身份事实同日终止。登记有误可以撤回。"),
            _("登记死亡"),
            _("已登记死亡。"),
        )


class TakeBackDeathPage(EditPage):
    """A death was recorded by mistake."""

    def refuse_at_once(self, resident: Resident) -> None:
        if resident.death_date is None:
            raise DomainError("people.not_dead")

    def form(self, resident: Resident, data: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def act(self, resident: Resident, form: ReasonForm) -> None:
        commands.take_back_death(resident.pk, reason=form.cleaned_data["reason"], by=self.request.scope, at=clock.now())

    def words(self, resident: Resident) -> tuple[str, str, str, str]:
        return (
            _("撤回死亡登记"),
            _("此人健在，死亡登记有误。随死亡登记终止的身份事实恢复有效。"),
            _("撤回死亡登记"),
            _("已撤回死亡登记。"),
        )


class RestoreResidentPage(Page):
    """Putting back what one correction replaced."""

    permission = UPDATE

    def post(self, request: HttpRequest, resident_id: int, entry_id: int) -> HttpResponse:
        commands.restore(resident_id, entry_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已恢复为更正以前的内容。"))
        return redirect(resident_url(resident_id))


def basis_of(text: str) -> Basis:
    """The basis in an address; `core.not_found` where it is none."""
    try:
        return Basis(text)
    except ValueError:
        raise DomainError("core.not_found") from None


def require_alive(resident: Resident) -> None:
    """Raise `people.already_dead` where nothing more is recorded of somebody."""
    if resident.death_date is not None:
        raise DomainError("people.already_dead", death_date=resident.death_date.isoformat())
