"""Pages about accounts: who may sign in, with which roles; opening and closing; the one-time link."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock, links, masking, menu, targets
from laoyou.core.commands import accounts
from laoyou.core.domain.roles import GrantKind, Role, kinds_for
from laoyou.core.lists import Action, Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.models import Account, Area, RoleGrant
from laoyou.core.role_names import ROLE_NAMES, role_name
from laoyou.core.scope import Scope, scope_of
from laoyou.core.text import sentence
from laoyou.core.views import Page


def first_page(scope: Scope) -> str:
    """Where somebody begins who has just signed in: the office, his family's own record, or the pages for everybody."""
    if scope.may("core.see_home"):
        return str(settings.LOGIN_REDIRECT_URL)
    family = scope.family_resident_ids("people.show_resident")
    return (links.to("people.family") if family else None) or "/"


class UseSignInLinkPage(Page):
    """Opening the link asks for one click, so that a mail scanner that follows links does not use it up."""

    public = True
    template = "core/use_sign_in_link.html"

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.render({"token": token})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        account = accounts.use_sign_in_link(token, at=clock.now())
        login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
        # allauth asks for a fresh sign-in before it sets up a second factor; using the link was one.
        record_authentication(request, account, method="one_time_link")
        if settings.LAOYOU_REQUIRE_SECOND_FACTOR and not account.has_usable_password():
            return redirect("account_set_password")
        return redirect(first_page(scope_of(account, at=clock.now())))


def _active_grants() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(revoked_at__isnull=True).select_related("area").order_by("pk")


def _roles_of(account: Account) -> str:
    return "、".join(dict.fromkeys(role_name(grant.role) for grant in account.active_grants))  # type: ignore[attr-defined]


class ListAccountsPage(ListPage):
    """Everybody who may sign in."""

    name = "core.accounts"
    permission = "core.see_accounts"
    title = gettext_lazy("账号")
    search_hint = gettext_lazy("登录名或姓名")
    default_sort = "username"
    empty_title = gettext_lazy("没有符合条件的账号")
    empty_text = gettext_lazy("换一个条件，或开设新账号。")
    columns = (
        Column("username", gettext_lazy("登录名"), order=("username",)),
        Column("display_name", gettext_lazy("姓名"), order=("display_name",), lang="zh"),
        Column("roles", gettext_lazy("角色"), value=_roles_of),
        Column("state", gettext_lazy("状态"), value=lambda account: _("可登录") if account.is_active else _("已停用")),
        Column("last_login", gettext_lazy("上次登录"), kind=Kind.MOMENT, order=("last_login",), nullable=True),
        Column("created_at", gettext_lazy("开设时间"), kind=Kind.MOMENT, order=("created_at",)),
    )
    filters = (
        Choice("role", gettext_lazy("角色"), tuple(Option(role.value, name) for role, name in ROLE_NAMES.items())),
        Choice(
            "active", gettext_lazy("状态"), (Option("1", gettext_lazy("可登录")), Option("0", gettext_lazy("已停用")))
        ),
    )

    def queryset(self, query: ListQuery) -> QuerySet[Account]:
        query.scope.require(self.permission)
        rows = Account.objects.prefetch_related(Prefetch("grants", queryset=_active_grants(), to_attr="active_grants"))
        if query.search:
            rows = rows.filter(Q(username__icontains=query.search) | Q(display_name__icontains=query.search))
        if role := query.one("role"):
            rows = rows.filter(pk__in=RoleGrant.objects.filter(role=role, revoked_at__isnull=True).values("account"))
        if active := query.one("active"):
            rows = rows.filter(is_active=active == "1")
        return rows

    def row_url(self, row: Any) -> str:
        return reverse("core:show_account", args=[row.pk])

    def actions(self) -> list[Action]:
        if not self.request.scope.may("core.manage_accounts"):
            return []
        return [Action(_("开设账号"), reverse("core:add_account"), primary=True)]


class AddAccountForm(forms.Form):
    """A new account: sign-in name and the person's name. It has no password until its owner sets one."""

    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{1,58}$",
        label=gettext_lazy("登录名"),
        help_text=gettext_lazy("小写字母、数字、点和横线，例如 zhangwei.zsl"),
        error_messages={"invalid": gettext_lazy("登录名只用小写字母、数字、点和横线，至少两个字符，例如 zhangwei.zsl")},
    )
    display_name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)


class AddAccountPage(Page):
    """Opening an account."""

    permission = "core.manage_accounts"
    template = "core/add_account.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"form": AddAccountForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = AddAccountForm(request.POST)
        if form.is_valid():
            try:
                account = accounts.create(
                    form.cleaned_data["username"],
                    form.cleaned_data["display_name"],
                    by=self.request.scope,
                    at=clock.now(),
                )
            except DomainError as refusal:
                form.add_error("username", sentence(refusal))
            else:
                messages.success(request, _("已开设账号。请由安全管理员授予角色，再发一个一次性登录链接。"))
                return redirect("core:show_account", account.pk)
        return self.render({"form": form}, status=422)


def _account(account_id: int) -> Account:
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise DomainError("core.not_found")
    return account


class ShowAccountPage(Page):
    """One account: its roles now and before, and what may be done with it."""

    permission = "core.see_accounts"
    template = "core/show_account.html"

    def get(self, request: HttpRequest, account_id: int) -> HttpResponse:
        account = _account(account_id)
        return self.render(_account_context(account, self.request.scope))


def _account_context(account: Account, scope: Scope, form: GrantForm | None = None) -> dict[str, Any]:
    grants = account.grants.select_related("area", "granted_by", "revoked_by").order_by("-pk")
    return {
        "account": account,
        "grants": [{"row": grant, "role": role_name(grant.role), "over": _over(grant)} for grant in grants],
        "form": (form or GrantForm()) if scope.may("core.manage_grants") else None,
        "may_manage": scope.may("core.manage_accounts"),
    }


def _over(grant: RoleGrant) -> str:
    if grant.area is not None:
        return grant.area.name
    if grant.provider_id is not None:
        return targets.name_of(GrantKind.PROVIDER, grant.provider_id) or str(grant.provider_id)
    # Enough to tell a slip of the pen; whoever administers accounts sees no resident.
    name = targets.name_of(GrantKind.FAMILY, grant.resident_id or 0)
    return f"{masking.name(name)}（{grant.resident_id}）" if name else str(grant.resident_id)


def _area_choices() -> list[tuple[str, str | list[tuple[str, str]]]]:
    """Areas in the order of their ids, communities grouped below their town."""
    choices: list[tuple[str, str | list[tuple[str, str]]]] = [("", "—")]
    areas = Area.objects.filter(level__in=["district", "town", "community"], valid_to__isnull=True).order_by("id")
    for area in areas:
        if area.level == "community":
            if not isinstance(choices[-1][1], list):
                choices.append((choices[-1][1], []))
            group = choices[-1][1]
            if isinstance(group, list):
                group.append((area.pk, area.name))
        else:
            choices.append((area.pk, area.name))
    return choices


class GrantForm(forms.Form):
    """A role and over what it is held."""

    role = forms.ChoiceField(
        label=gettext_lazy("角色"), choices=[(role.value, name) for role, name in ROLE_NAMES.items()]
    )
    area = forms.ChoiceField(
        label=gettext_lazy("区域"), required=False, help_text=gettext_lazy("含下属全部村(社区)和网格")
    )
    target = forms.IntegerField(
        label=gettext_lazy("机构或居民编号"),
        required=False,
        min_value=1,
        help_text=gettext_lazy("机构角色填机构编号，家属填居民编号；编号在各自页面的标题下方"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, forms.ChoiceField):
            area.choices = _area_choices()

    def clean(self) -> dict[str, Any]:
        """Exactly the target that the role asks for, and one that exists."""
        said: dict[str, Any] = super().clean() or {}
        if "role" not in said:
            return said
        (kind,) = kinds_for(Role(said["role"]))
        if kind is GrantKind.AREA and not said.get("area"):
            self.add_error("area", _("这个角色按区域授予，请选择区域。"))
        elif kind is not GrantKind.AREA and not said.get("target"):
            self.add_error("target", _("这个角色按机构或家庭授予，请填写编号。"))
        elif kind is not GrantKind.AREA and targets.name_of(kind, said["target"]) is None:
            self.add_error("target", _("没有编号为%(number)s的机构或居民，请核对。") % {"number": said["target"]})
        return said

    def over(self) -> dict[str, Any]:
        """The target as the command takes it."""
        said = self.cleaned_data
        (kind,) = kinds_for(Role(said["role"]))
        if kind is GrantKind.AREA:
            return {"area_id": said["area"]}
        return {"provider_id" if kind is GrantKind.PROVIDER else "resident_id": said["target"]}


class GrantRolePage(Page):
    """Granting a role."""

    permission = "core.manage_grants"
    template = "core/show_account.html"

    def post(self, request: HttpRequest, account_id: int) -> HttpResponse:
        account = _account(account_id)
        form = GrantForm(request.POST)
        if form.is_valid():
            try:
                accounts.grant(
                    account.pk, Role(form.cleaned_data["role"]), by=self.request.scope, at=clock.now(), **form.over()
                )
            except DomainError as refusal:
                form.add_error(None, sentence(refusal))
            else:
                messages.success(request, _("已授予角色。"))
                return redirect("core:show_account", account.pk)
        return self.render(_account_context(account, self.request.scope, form), status=422)


class RevokeRolePage(Page):
    """Taking a role back."""

    permission = "core.manage_grants"

    def post(self, request: HttpRequest, grant_id: int) -> HttpResponse:
        grant = accounts.revoke(grant_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("已收回角色。"))
        return redirect("core:show_account", grant.account_id)


class SetAccountActivePage(Page):
    """Closing an account, or opening a closed one again."""

    permission = "core.manage_accounts"

    def post(self, request: HttpRequest, account_id: int, action: str) -> HttpResponse:
        command = accounts.reactivate if action == "reactivate" else accounts.deactivate
        account = command(account_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("账号已停用。") if not account.is_active else _("账号已恢复。"))
        return redirect("core:show_account", account.pk)


class IssueSignInLinkPage(Page):
    """A fresh one-time link, shown this once."""

    permission = "core.manage_accounts"
    template = "core/sign_in_link.html"

    def post(self, request: HttpRequest, account_id: int) -> HttpResponse:
        token = accounts.issue_sign_in_link(account_id, by=self.request.scope, at=clock.now())
        url = request.build_absolute_uri(reverse("core:use_sign_in_link", args=[token]))
        return self.render({"account": _account(account_id), "url": url})


menu.register(
    gettext_lazy("账号"), "core:list_accounts", permission="core.see_accounts", order=90, section=gettext_lazy("系统")
)
