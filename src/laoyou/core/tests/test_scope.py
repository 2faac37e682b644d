"""Who sees what: prefixes, grants, and the query set that refuses to run for nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core import permissions
from laoyou.core.domain.roles import GrantKind, Role, may_hold
from laoyou.core.models import Account, Area, AuditEntry, RoleGrant
from laoyou.core.scope import (
    NOBODY,
    Grant,
    Scope,
    ScopedModel,
    UnscopedQueryError,
    merge_prefixes,
    next_prefix,
    scope_of,
    within,
)

NOW = datetime(2026, 10, 31, 8, tzinfo=UTC)
digits = st.text("0123456789", min_size=1, max_size=6)


@given(digits, digits)
def test_everything_below_a_prefix_and_nothing_else_lies_before_the_next_prefix(prefix: str, area: str) -> None:
    upper = next_prefix(prefix)
    inside = area >= prefix and (not upper or area < upper)
    assert inside == area.startswith(prefix)


@given(st.lists(digits, max_size=8), digits)
def test_merging_prefixes_changes_nothing_that_they_cover(prefixes: list[str], area: str) -> None:
    merged = merge_prefixes(prefixes)
    assert any(area.startswith(p) for p in merged) == any(area.startswith(p) for p in prefixes)
    assert not any(a != b and a.startswith(b) for a in merged for b in merged)


@given(st.lists(st.sampled_from(list(Role)), max_size=4))
def test_administration_of_system_security_and_audit_never_meet_in_one_account(roles: list[Role]) -> None:
    held: frozenset[Role] = frozenset()
    for role in roles:
        if may_hold(role, held):
            held |= {role}
    apart = {Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}
    assert len(held & apart) <= 1
    assert not (held & apart) or len(held) == 1


def test_a_role_without_the_permission_covers_no_area() -> None:
    scope = Scope(1, (Grant(Role.CARER, GrantKind.PROVIDER, "7"), Grant(Role.AUDITOR, GrantKind.AREA, "500118")))
    assert scope.area_prefixes("core.manage_accounts") == ()
    assert scope.area_prefixes("core.see_audit") == ("500118",)
    assert not NOBODY.may("core.see_home")


def test_every_permission_names_at_least_one_role_and_nobody_is_given_all() -> None:
    everything = permissions.all_permissions()
    assert everything
    for permission in everything:
        assert permission.roles, permission.name
    for role in Role:
        assert len(permissions.held_by(role)) < len(everything), role


@pytest.mark.django_db
def test_a_query_without_a_scope_refuses_to_run_in_every_way_of_running() -> None:
    rows = AuditEntry.objects
    for run in (
        lambda: list(rows.all()),
        lambda: rows.count(),
        lambda: rows.filter(pk=1).exists(),
        lambda: rows.first(),
        lambda: rows.get(pk=1),
        lambda: list(rows.values_list("pk")),
        lambda: list(rows.iterator()),
        lambda: rows.aggregate(),
        lambda: rows.in_bulk([1]),
    ):
        with pytest.raises(UnscopedQueryError):
            run()
    assert list(rows.unscoped("a test that counts")) == []
    assert rows.scoped(NOBODY, "core.see_audit").count() == 0


@pytest.mark.django_db
def test_grants_that_ended_were_revoked_or_belong_to_a_closed_account_give_nothing() -> None:
    area = Area.objects.create(id="500118", level="district", name="甲区")
    account = Account.objects.create(username="a", display_name="甲", created_at=NOW)
    RoleGrant.objects.create(
        account=account, role="planner", area=area, granted_at=NOW, ends_at=NOW + timedelta(days=1)
    )
    assert scope_of(account, at=NOW).may("core.see_figures")
    assert not scope_of(account, at=NOW + timedelta(days=1)).may("core.see_figures")
    RoleGrant.objects.update(ends_at=None, revoked_at=NOW)
    assert not scope_of(account, at=NOW).may("core.see_figures")
    RoleGrant.objects.update(revoked_at=None)
    account.is_active = False
    assert scope_of(account, at=NOW) == NOBODY


@pytest.mark.django_db
def test_ranges_select_exactly_the_areas_below() -> None:
    for area_id in ("50", "500118", "500118001", "500118001001", "500119", "51"):
        Area.objects.create(id=area_id, level="district", name=area_id)
    chosen = Area.objects.filter(within("id", ("500118", "51"))).order_by("id").values_list("id", flat=True)
    assert list(chosen) == ["500118", "500118001", "500118001001", "51"]
    assert Area.objects.filter(within("id", ())).count() == 0
    assert Area.objects.filter(within("id", ("",))).count() == 6


def test_everywhere_is_not_narrowed_by_a_provider_or_a_family_beside_it() -> None:
    class Row(ScopedModel):
        scope_provider_field = "provider_id"

        class Meta:
            app_label = "core"
            abstract = True

    everywhere = Grant(Role.PROVIDER_DIRECTOR, GrantKind.AREA, "")
    one_provider = Grant(Role.PROVIDER_DIRECTOR, GrantKind.PROVIDER, "7")
    assert Row.scope_condition(Scope(1, (everywhere, one_provider)), "core.see_home") == Q()
    assert Row.scope_condition(Scope(1, (one_provider,)), "core.see_home") != Q()
