"""Residents: anyone on the register, of any age."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from laoyou.core.fields import EncryptedText
from laoyou.core.scope import Scope, ScopedModel, within
from laoyou.people.domain import words

LIVING = Q(death_date__isnull=True)


class Resident(ScopedModel):
    """
    A person on the register.

    Household registration (户籍) and usual residence (常住) are two facts about the same person, and either may lie
    outside the district: then the area is empty and the `…_elsewhere` text says where. Whoever has died stays, with the
    date. Name, sex, birth date and areas are in clear so that lists can be searched; the rest is sealed.

    pinyin, given_pinyin, initials   made from `name` by `domain.names`, never typed; searches walk along them
    residence_town, registered_town  the towns of the two areas, kept by the database itself
    known_since            when the register first knew him; empty for those with whom it began
    """

    class Sex(models.TextChoices):
        MALE = words.Sex.MALE.value, pgettext_lazy("of a resident", "男")
        FEMALE = words.Sex.FEMALE.value, pgettext_lazy("of a resident", "女")

    class IdDocument(models.TextChoices):
        RESIDENT_ID = words.IdDocument.RESIDENT_ID.value, _("居民身份证")
        BIRTH_CERTIFICATE = words.IdDocument.BIRTH_CERTIFICATE.value, _("出生医学证明")
        RESIDENCE_PERMIT = words.IdDocument.RESIDENCE_PERMIT.value, _("港澳台居民居住证")
        HK_MACAO_PERMIT = words.IdDocument.HK_MACAO_PERMIT.value, _("港澳居民来往内地通行证")
        TAIWAN_PERMIT = words.IdDocument.TAIWAN_PERMIT.value, _("台湾居民来往大陆通行证")
        FOREIGN_PERMIT = words.IdDocument.FOREIGN_PERMIT.value, _("外国人永久居留身份证")
        PASSPORT = words.IdDocument.PASSPORT.value, _("外国护照")
        NONE = words.IdDocument.NONE.value, _("无证件")

    class Relation(models.TextChoices):
        HEAD = words.Relation.HEAD.value, _("户主")
        SPOUSE = words.Relation.SPOUSE.value, _("配偶")
        CHILD = words.Relation.CHILD.value, _("子女")
        PARENT = words.Relation.PARENT.value, _("父母")
        GRANDPARENT = words.Relation.GRANDPARENT.value, _("祖父母")
        GRANDCHILD = words.Relation.GRANDCHILD.value, _("孙子女")
        SIBLING = words.Relation.SIBLING.value, _("兄弟姐妹")
        OTHER = words.Relation.OTHER.value, _("其他")

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(_("姓名"), max_length=60)
    pinyin = models.CharField(max_length=160)
    given_pinyin = models.CharField(max_length=140)
    initials = models.CharField(max_length=40)
    sex = models.CharField(_("性别"), max_length=6, choices=Sex.choices)
    birth_date = models.DateField(_("出生日期"))
    death_date = models.DateField(_("死亡日期"), null=True, blank=True)
    id_document = models.CharField(_("证件类型"), max_length=20, choices=IdDocument.choices)
    id_number = EncryptedText(_("证件号码"), mask="id_number", index="id_number_index", null=True)
    id_number_index = models.BinaryField(max_length=16, null=True)
    phone = EncryptedText(_("电话"), mask="phone", index="phone_index", null=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    address = EncryptedText(_("住址"), mask="address", null=True)
    residence_area = models.ForeignKey(
        "core.Area", models.PROTECT, verbose_name=_("居住地"), null=True, blank=True, related_name="+", db_index=False
    )
    residence_elsewhere = models.CharField(_("区外居住地"), max_length=60, blank=True)
    registered_area = models.ForeignKey(
        "core.Area", models.PROTECT, verbose_name=_("户籍地"), null=True, blank=True, related_name="+", db_index=False
    )
    registered_elsewhere = models.CharField(_("区外户籍地"), max_length=60, blank=True)
    residence_town = models.GeneratedField(
        expression=Substr("residence_area", 1, 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    registered_town = models.GeneratedField(
        expression=Substr("registered_area", 1, 9), output_field=models.CharField(max_length=9), db_persist=True
    )
    living_household = models.ForeignKey(
        "people.LivingHousehold", models.PROTECT, null=True, blank=True, related_name="members"
    )
    living_relation = models.CharField(_("与户主关系"), max_length=12, choices=Relation.choices, blank=True)
    registered_household = models.ForeignKey(
        "people.RegisteredHousehold", models.PROTECT, null=True, blank=True, related_name="members"
    )
    registered_relation = models.CharField(_("与户主关系"), max_length=12, choices=Relation.choices, blank=True)
    moved_in_on = models.DateField(_("迁入日期"), null=True, blank=True)
    moved_out_on = models.DateField(_("迁出日期"), null=True, blank=True)
    source = models.CharField(_("来源"), max_length=40)
    known_since = models.DateTimeField(_("入册时间"), null=True, blank=True)
    example = models.BooleanField(_("示例"), default=False)

    class Meta:
        verbose_name = _("居民")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(death_date__isnull=True) | Q(death_date__gte=F("birth_date")),
                name="resident_dies_after_birth",
            ),
            models.CheckConstraint(
                condition=Q(residence_area__isnull=True) | Q(residence_elsewhere=""), name="resident_lives_once"
            ),
            models.CheckConstraint(
                condition=Q(registered_area__isnull=True) | Q(registered_elsewhere=""), name="resident_registered_once"
            ),
            models.UniqueConstraint(
                fields=["id_number_index"], condition=Q(id_number_index__isnull=False), name="resident_id_number_once"
            ),
        ]
        # Only what a measured list or count needs. Lists are of the living, so the indexes hold nobody else.
        indexes: ClassVar = [
            models.Index(fields=["pinyin", "id"], name="resident_name", condition=LIVING),
            models.Index(fields=["given_pinyin", "pinyin", "id"], name="resident_given_name", condition=LIVING),
            models.Index(fields=["initials", "pinyin", "id"], name="resident_initials", condition=LIVING),
            models.Index(fields=["residence_town", "pinyin", "id"], name="resident_town_name", condition=LIVING),
            models.Index(
                fields=["residence_town", "birth_date", "id", "sex"], name="resident_town_birth", condition=LIVING
            ),
            models.Index(fields=["residence_area", "birth_date", "sex"], name="resident_area_birth", condition=LIVING),
            models.Index(
                fields=["registered_town", "birth_date", "sex"], name="resident_registered_birth", condition=LIVING
            ),
            models.Index(fields=["birth_date", "id", "sex", "residence_area"], name="resident_birth", condition=LIVING),
            models.Index(fields=["phone_index"], name="resident_phone"),
            models.Index(fields=["death_date"], name="resident_death", condition=Q(death_date__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def area_id(self) -> str | None:
        """Where the register looks after this person: the residence, else the registration; names the audit chain."""
        return self.residence_area_id or self.registered_area_id

    @classmethod
    def scope_condition(cls, scope: Scope, permission: str) -> Q:
        """Who lives in, or is registered in, an area over which the permission is held; and one's own family."""
        prefixes = scope.area_prefixes(permission)
        if "" in prefixes:
            return Q()
        condition = within("residence_area", prefixes) | within("registered_area", prefixes)
        family = scope.family_resident_ids(permission)
        return condition | Q(pk__in=family) if family else condition

    @classmethod
    def scope_condition_of(cls, path: str, scope: Scope, permission: str) -> Q:
        """The same condition for a table whose column `path` points to a resident."""
        prefixes = scope.area_prefixes(permission)
        if "" in prefixes:
            return Q()
        condition = within(f"{path}__residence_area", prefixes) | within(f"{path}__registered_area", prefixes)
        family = scope.family_resident_ids(permission)
        return condition | Q(**{f"{path}__in": family}) if family else condition
