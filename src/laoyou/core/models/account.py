"""Accounts, the roles granted to them, and the one-time links by which somebody first signs in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from laoyou.core.domain.roles import SEPARATED_DUTIES, Role


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by their sign-in name; creating one is a command, because somebody must answer for it."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """
    Somebody who signs in. What he may see and do stands in his `RoleGrant`s, not here.

    A new account has no usable password: its owner sets one after the one-time link that an administrator hands over.
    """

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    unit = models.ForeignKey("core.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    language = models.CharField(max_length=10, default="zh-hans")
    example = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects = AccountManager()

    def __str__(self) -> str:
        return self.display_name

    # allauth and Django ask these; there is no Django admin and no superuser here.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Always false: permissions come from `Scope`, never from Django's own tables."""
        return False


_SEPARATED = sorted(role.value for role in SEPARATED_DUTIES)


class RoleGrant(models.Model):
    """A role, held by an account over an area, a provider or a family, from a time until it is revoked or ends."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    area = models.ForeignKey("core.Area", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Providers and residents live in higher rooms, so these are ids, not foreign keys.
    provider_id = models.BigIntegerField(null=True, blank=True)
    resident_id = models.BigIntegerField(null=True, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(area__isnull=False, provider_id__isnull=True, resident_id__isnull=True)
                    | Q(area__isnull=True, provider_id__isnull=False, resident_id__isnull=True)
                    | Q(area__isnull=True, provider_id__isnull=True, resident_id__isnull=False)
                ),
                name="grant_over_exactly_one_thing",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(role__in=_SEPARATED, revoked_at__isnull=True),
                name="grant_one_separated_duty",
            ),
            *(
                models.UniqueConstraint(
                    fields=["account", "role", over],
                    condition=Q(revoked_at__isnull=True, **{f"{over}__isnull": False}),
                    name=f"grant_once_over_{over.removesuffix('_id')}",
                )
                for over in ("area", "provider_id", "resident_id")
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("account")), name="grant_not_to_oneself"
            ),
        ]
        indexes = [models.Index(fields=["account", "revoked_at"], name="grant_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class SignInLink(models.Model):
    """A link that signs one account in once. Only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sign_in_links")
    token_hash = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.account_id} until {self.expires_at:%Y-%m-%d %H:%M}"
