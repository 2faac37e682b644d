"""Pages of keys: which there are, issuing one, taking one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from laoyou.base.errors import DomainError
from laoyou.core import clock
from laoyou.core.lists import Action, Choice, Column, Kind, ListPage, ListQuery, Option
from laoyou.core.models import Account
from laoyou.core.role_names import role_name
from laoyou.core.shell.words import together
from laoyou.core.text import sentence
from laoyou.core.views import Page
from laoyou.exchange.commands import keys
from laoyou.exchange.domain.abilities import MOST_DAYS, Ability
from laoyou.exchange.models import ApiKey, Webhook
from laoyou.exchange.permissions import ISSUE_KEYS, SEE_KEYS

ABILITIES = {
    Ability.READ_RESIDENTS: lazy("读取居民（不含证件号码、电话、住址）"),
    Ability.READ_FACILITIES: lazy("读取设施、床位、托位"),
    Ability.UPDATE_CAPACITY: lazy("更新床位状态、入住和托位"),
    Ability.READ_STAFF: lazy("读取从业人员和证书期限"),
    Ability.READ_INDICATORS: lazy("读取指标"),
    Ability.ANSWER: lazy("答复发给本单位的核验请求"),
    Ability.KEEP_WEBHOOKS: lazy("登记变更通知"),
}


def _abilities(key: ApiKey) -> str:
    return together([str(ABILITIES[Ability(code)]) for code in key.abilities.split()])


def _state(key: ApiKey) -> str:
    if key.revoked_at is not None:
        return _("已收回")
    return _("已过期") if key.expires_at <= clock.now() else _("有效")


class ListKeysPage(ListPage):
    """All keys that were ever issued."""

    name = "exchange.keys"
    permission = SEE_KEYS
    title = lazy("接口密钥")
    search_hint = lazy("名称、前缀或账号")
    default_sort = "-issued_at"
    empty_title = lazy("还没有接口密钥")
    empty_text = lazy("机构自己的系统和站点终端用密钥接入，看到的不会多于密钥所属的账号。")
    columns = (
        Column("name", lazy("名称"), order=("name",), lang="zh"),
        Column("prefix", lazy("前缀"), order=("prefix",)),
        Column("account", lazy("所属账号"), value=lambda key: key.account.username),
        Column("abilities", lazy("用途"), value=_abilities),
        Column("state", lazy("状态"), value=_state),
        Column("last_used", lazy("最近使用"), value=keys.last_used, kind=Kind.MOMENT),
        Column("issued_at", lazy("发放时间"), kind=Kind.MOMENT, order=("issued_at",)),
        Column("expires_at", lazy("到期时间"), kind=Kind.MOMENT, order=("expires_at",)),
    )
    filters = (
        Choice(
            "state",
            lazy("状态"),
            (Option("valid", lazy("有效")), Option("expired", lazy("已过期")), Option("revoked", lazy("已收回"))),
        ),
    )

    def queryset(self, query: ListQuery) -> QuerySet[ApiKey]:
        query.scope.require(self.permission)
        rows = ApiKey.objects.select_related("account")
        if query.search:
            found = Q(name__icontains=query.search) | Q(prefix__icontains=query.search)
            rows = rows.filter(found | Q(account__username__icontains=query.search))
        now = clock.now()
        states = {
            "valid": Q(revoked_at__isnull=True, expires_at__gt=now),
            "expired": Q(revoked_at__isnull=True, expires_at__lte=now),
            "revoked": Q(revoked_at__isnull=False),
        }
        if (state := query.one("state")) in states:
            rows = rows.filter(states[state])
        return rows

    def row_url(self, row: Any) -> str:
        return reverse("exchange:show_key", args=[row.pk])

    def actions(self) -> list[Action]:
        if not self.request.scope.may(ISSUE_KEYS):
            return []
        return [Action(_("发放密钥"), reverse("exchange:issue_key"), primary=True)]


class KeyForm(forms.Form):
    """For whom, for what, how long, from where."""

    account = forms.CharField(
        label=lazy("账号的登录名"), max_length=60, help_text=lazy("为外部系统单独开设的账号；密钥看到的不会多于它")
    )
    name = forms.CharField(label=lazy("名称"), max_length=60, help_text=lazy("例如：安康养老院前台系统"))
    abilities = forms.MultipleChoiceField(
        label=lazy("用途"),
        choices=[(code.value, words) for code, words in ABILITIES.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.IntegerField(label=lazy("有效天数"), min_value=1, max_value=MOST_DAYS, initial=180)
    per_minute = forms.IntegerField(label=lazy("每分钟最多请求"), min_value=1, max_value=6000, initial=120)
    networks = forms.CharField(
        label=lazy("来源地址"),
        required=False,
        max_length=400,
        help_text=lazy("只允许从这些地址使用，用空格分开，例如 192.0.2.7 198.51.100.0/24；不填则不限"),
    )
    webhook_hosts = forms.CharField(
        label=lazy("通知主机"),
        required=False,
        max_length=400,
        help_text=lazy("变更通知只发往这些主机，用空格分开，例如 api.example.cn"),
    )


_FIELD_OF = {
    "exchange.key_network": "networks",
    "exchange.key_host": "webhook_hosts",
    "exchange.key_term": "days",
    "exchange.key_without_ability": "abilities",
}


class IssueKeyPage(Page):
    """Issuing a key; the answer shows it, this once."""

    permission = ISSUE_KEYS
    template = "exchange/issue_key.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render({"form": KeyForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KeyForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            account = Account.objects.filter(username=said["account"]).first()
            if account is None:
                form.add_error("account", _("没有这个登录名的账号。"))
            else:
                wish = keys.Wish(
                    account.pk,
                    said["name"],
                    said["abilities"],
                    said["days"],
                    said["networks"].split(),
                    said["webhook_hosts"].lower().split(),
                    said["per_minute"],
                )
                try:
                    key, text = keys.issue(wish, by=self.request.scope, at=clock.now())
                except DomainError as refusal:
                    form.add_error(_FIELD_OF.get(refusal.code, "account"), sentence(refusal))
                else:
                    return self.render({"key": key, "text": text}, template="exchange/issued_key.html")
        return self.render({"form": form}, status=422)


class ShowKeyPage(Page):
    """One key: whose, for what, until when."""

    permission = SEE_KEYS
    template = "exchange/show_key.html"

    def get(self, request: HttpRequest, key_id: int) -> HttpResponse:
        rows = ApiKey.objects.select_related("account", "issued_by", "revoked_by")
        key = rows.filter(pk=key_id).first() if key_id < 2**63 else None
        if key is None:
            raise DomainError("core.not_found")
        roles = [
            role_name(role)
            for role in sorted(one.value for one in keys.scope_of_key_account(key.account, at=clock.now()).roles)
        ]
        return self.render(
            {
                "key": key,
                "state": _state(key),
                "abilities": [str(ABILITIES[Ability(code)]) for code in key.abilities.split()],
                "roles": together(roles),
                "last_used": keys.last_used(key),
                "webhooks": Webhook.objects.filter(key=key).order_by("-pk"),
                "may_revoke": key.revoked_at is None and self.request.scope.may(ISSUE_KEYS),
            }
        )


class RevokeKeyPage(Page):
    """Taking a key back."""

    permission = ISSUE_KEYS

    def post(self, request: HttpRequest, key_id: int) -> HttpResponse:
        if key_id >= 2**63:
            raise DomainError("core.not_found")
        key = keys.revoke(key_id, by=self.request.scope, at=clock.now())
        messages.success(request, _("密钥已收回，立即失效。"))
        return redirect("exchange:show_key", key.pk)
