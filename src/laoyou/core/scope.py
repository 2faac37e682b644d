"""
Scope: who you are decides what you see, here and nowhere else.

A `Scope` is built once a request from the grants of the account, and is handed to every query. A query set that was
not passed through `.scoped(...)` or `.unscoped(...)` refuses to be evaluated, so forgetting is an error and not a leak.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar

from django.db import models
from django.db.models import Q

from laoyou.base.errors import DomainError
from laoyou.core import permissions
from laoyou.core.domain.roles import GrantKind, Role

M = TypeVar("M", bound=models.Model)


class UnscopedQueryError(RuntimeError):
    """A query on a protected table was about to run without saying for whom."""


@dataclass(frozen=True)
class Grant:
    """A role over one area (with everything below it), one provider, or one resident's family."""

    role: Role
    kind: GrantKind
    over: str

    def allows(self, permission: str) -> bool:
        """Whether this grant carries `permission`."""
        return self.role in permissions.get(permission).roles


def next_prefix(prefix: str) -> str:
    """The first digit string after all that begin with `prefix`: '500118' → '500119', '19' → '2'. Empty for '' and '9…9'."""
    stripped = prefix.rstrip("9")
    return "" if not stripped else stripped[:-1] + str(int(stripped[-1]) + 1)


def merge_prefixes(prefixes: list[str]) -> tuple[str, ...]:
    """Sorted prefixes without those that lie below another one: ('5001', '500118') → ('5001',)."""
    merged: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not merged or not prefix.startswith(merged[-1]):
            merged.append(prefix)
    return tuple(merged)


def within(column: str, prefixes: tuple[str, ...]) -> Q:
    """Rows whose `column` (an area id) lies in one of `prefixes`, as ranges an index can serve; no prefix, no rows."""
    if "" in prefixes:
        return Q()
    condition = Q(pk__in=[])
    for prefix in prefixes:
        upper = next_prefix(prefix)
        part = Q(**{f"{column}__gte": prefix})
        condition |= (part & Q(**{f"{column}__lt": upper})) if upper else part
    return condition


@dataclass(frozen=True)
class Scope:
    """What one account, or the system for a stated reason, may see and do now."""

    account_id: int | None
    grants: tuple[Grant, ...] = ()
    reason: str = ""
    _system: bool = field(default=False, repr=False)

    @classmethod
    def system(cls, reason: str) -> Scope:
        """A scope over everything, for commands that no person runs; `reason` stands in the audit trail."""
        if not reason:
            raise ValueError("a system scope needs a reason")
        return cls(None, (), reason, True)

    @property
    def is_system(self) -> bool:
        return self._system

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def may(self, permission: str) -> bool:
        """Whether `permission` is held over anything at all."""
        return self._system or any(grant.allows(permission) for grant in self.grants)

    def require(self, permission: str) -> None:
        """Raise `core.not_permitted` unless `permission` is held over something."""
        if not self.may(permission):
            raise DomainError("core.not_permitted", permission=str(permissions.get(permission).title))

    def holding(self, permission: str) -> Scope:
        """This scope with only the grants that carry `permission`: what is allowed over one area is not done over another."""
        return (
            self if self._system else replace(self, grants=tuple(one for one in self.grants if one.allows(permission)))
        )

    def _over(self, permission: str, kind: GrantKind) -> list[str]:
        return [grant.over for grant in self.grants if grant.kind is kind and grant.allows(permission)]

    def area_prefixes(self, permission: str) -> tuple[str, ...]:
        """The areas over which `permission` is held, the wider swallowing the narrower; ('',) for the system."""
        return ("",) if self._system else merge_prefixes(self._over(permission, GrantKind.AREA))

    def provider_ids(self, permission: str) -> tuple[int, ...]:
        """The providers for which `permission` is held."""
        return tuple(sorted({int(over) for over in self._over(permission, GrantKind.PROVIDER)}))

    def family_resident_ids(self, permission: str) -> tuple[int, ...]:
        """The residents in whose family `permission` is held."""
        return tuple(sorted({int(over) for over in self._over(permission, GrantKind.FAMILY)}))

    def covers_area(self, permission: str, area_id: str) -> bool:
        """Whether `permission` is held over the area `area_id`."""
        return any(area_id.startswith(prefix) for prefix in self.area_prefixes(permission))

    def acting_role(self, permission: str) -> str:
        """The role that carries `permission` for this person, for the audit entry; 'system' for the system."""
        if self._system:
            return "system"
        return next((grant.role.value for grant in self.grants if grant.allows(permission)), "")


NOBODY = Scope(None)


def scope_of(account: Any, *, at: datetime) -> Scope:
    """The scope of a signed-in account from its grants in force at `at`; `NOBODY` for a stranger."""
    if account is None or not getattr(account, "is_authenticated", False) or not account.is_active:
        return NOBODY
    grants = []
    for grant in account.grants.filter(revoked_at__isnull=True):
        if grant.ends_at is not None and grant.ends_at <= at:
            continue
        if grant.area_id is not None:
            grants.append(Grant(Role(grant.role), GrantKind.AREA, grant.area_id))
        elif grant.provider_id is not None:
            grants.append(Grant(Role(grant.role), GrantKind.PROVIDER, str(grant.provider_id)))
        else:
            grants.append(Grant(Role(grant.role), GrantKind.FAMILY, str(grant.resident_id)))
    return Scope(account.pk, tuple(grants))


class ScopedQuerySet(models.QuerySet[M], Generic[M]):
    """A query set that knows for whom it runs, and refuses to run for nobody in particular."""

    _scoped = False

    def scoped(self, scope: Scope, permission: str) -> Self:
        """Only the rows over which `scope` holds `permission`, as the model's `scope_condition` says; none where it holds it nowhere."""
        scoped = self.all() if scope.is_system else self.filter(self.model.scope_condition(scope, permission))  # type: ignore[attr-defined]
        scoped._scoped = True
        return scoped

    def unscoped(self, reason: str) -> Self:
        """All rows, for code that answers for it: `reason` is for the reader, and a test lists every use."""
        if not reason:
            raise ValueError("reading without a scope needs a reason")
        unscoped = self.all()
        unscoped._scoped = True
        return unscoped

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._scoped = self._scoped
        return clone  # type: ignore[no-any-return]

    def _refuse_unless_scoped(self) -> None:
        if not self._scoped:
            raise UnscopedQueryError(
                f"{self.model._meta.label} was queried without a scope: use .scoped(scope, permission) or .unscoped(reason)"
            )

    def _fetch_all(self) -> None:
        self._refuse_unless_scoped()
        super()._fetch_all()  # type: ignore[misc]

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._refuse_unless_scoped()
        return super().iterator(chunk_size=chunk_size or 2000)

    def count(self) -> int:
        self._refuse_unless_scoped()
        return super().count()

    def exists(self) -> bool:
        self._refuse_unless_scoped()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._refuse_unless_scoped()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._refuse_unless_scoped()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_unless_scoped()
        return super().delete()


class ScopedManager(models.Manager[M], Generic[M]):
    """The default manager of every protected table."""

    def get_queryset(self) -> ScopedQuerySet[M]:
        return ScopedQuerySet(self.model, using=self._db)

    def scoped(self, scope: Scope, permission: str) -> ScopedQuerySet[M]:
        return self.get_queryset().scoped(scope, permission)

    def unscoped(self, reason: str) -> ScopedQuerySet[M]:
        return self.get_queryset().unscoped(reason)


class ScopedModel(models.Model):
    """
    A table whose rows belong to an area, and perhaps to a provider or a family as well.

    Say where: `scope_area_field`, `scope_provider_field`, `scope_resident_field` name columns of the table itself (or a
    path to a lower table). A row is seen by whoever holds the permission over its area, its provider or its resident.
    """

    scope_area_field: str = "area_id"
    scope_provider_field: str = ""
    scope_resident_field: str = ""

    objects: ClassVar[ScopedManager[Any]] = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        """The rows of this table that `scope` may see under `permission`, as one condition."""
        prefixes = scope.area_prefixes(permission) if cls.scope_area_field else ()
        if "" in prefixes:
            return Q()  # everywhere; joined by "or" with a narrower condition it would be taken for nothing at all
        condition = within(cls.scope_area_field, prefixes)
        if cls.scope_provider_field and (providers := scope.provider_ids(permission)):
            condition |= Q(**{f"{cls.scope_provider_field}__in": providers})
        if cls.scope_resident_field and (residents := scope.family_resident_ids(permission)):
            condition |= Q(**{f"{cls.scope_resident_field}__in": residents})
        return condition
