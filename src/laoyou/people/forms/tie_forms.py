"""Forms about who stands around a resident: guardians, carers, supporters, and the households that he belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.core.shell.forms import DayField, PlaceSelect, place_choices
from laoyou.people.commands.shared import UPDATE
from laoyou.people.domain.words import Relation
from laoyou.people.forms.fact_forms import SOURCE_HINT
from laoyou.people.forms.shared import ReasonForm
from laoyou.people.models import Guardian, Resident
from laoyou.people.presenters.words import relation_words

KIN = [(value, title) for value, title in Resident.Relation.choices if value != Relation.HEAD]


class TieForm(forms.Form):
    """Somebody who guards, cares for or owes support to a resident."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    id_number = forms.CharField(
        label=gettext_lazy("证件号码"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("在本区名册里的填写完整号码，姓名和号码都相符才能登记；不在册的不填写"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    relation = forms.ChoiceField(label=gettext_lazy("是本人的"))
    on = DayField(label=gettext_lazy("起始日期"))
    source = forms.CharField(label=gettext_lazy("来源"), max_length=40, help_text=SOURCE_HINT)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = Guardian.Kind.choices if kind == "guardian" else KIN  # type: ignore[attr-defined]
        if kind == "guardian":
            self.fields["relation"].label = _("类别")


class EndForm(ReasonForm):
    """From which day something holds no longer, and why."""

    on = DayField(label=gettext_lazy("终止日期"), help_text=gettext_lazy("不再有这一关系的第一天"))
    field_order = ("on", "reason")


class JoinForm(forms.Form):
    """Into which household somebody comes."""

    number = forms.CharField(label=gettext_lazy("户号"), max_length=20, required=False)
    relation = forms.ChoiceField(label=gettext_lazy("与户主关系"), choices=Resident.Relation.choices)
    on = DayField(label=gettext_lazy("起始日期"))

    def __init__(self, *args: Any, living: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = (
            _("居住户页面上的编号；单独成户的不填写") if living else _("户口簿上的户号；册中还没有的就新登记一户")
        )
        self.fields["number"].required = not living


class DayForm(forms.Form):
    """From which day."""

    on = DayField(label=gettext_lazy("起始日期"))


class _MembersForm(forms.Form):
    """Some of the members of a household."""

    members = forms.MultipleChoiceField(label=gettext_lazy("成员"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, people: Sequence[Resident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [(str(one.pk), _named(one)) for one in people]  # type: ignore[attr-defined]


def _named(resident: Resident, relation: str = "") -> str:
    """A name to choose, which stays Chinese on an English page, with what he is to the head."""
    return format_html(
        '<span lang="zh">{}</span> <span class="quiet">{}</span>', resident.name, relation_words(relation)
    )


class SplitForm(_MembersForm):
    """Who leaves for a household of his own."""

    members = forms.MultipleChoiceField(label=gettext_lazy("分出的成员"), widget=forms.CheckboxSelectMultiple)
    head = forms.ChoiceField(label=gettext_lazy("新户的户主"), widget=PlaceSelect)
    number = forms.CharField(label=gettext_lazy("新户口簿的户号"), max_length=20)
    on = DayField(label=gettext_lazy("起始日期"))

    def __init__(self, *args: Any, living: bool, people: Sequence[Resident], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        self.fields["head"].choices = [("", _("请选择")), *((str(one.pk), one.name) for one in people)]  # type: ignore[attr-defined]
        if living:
            del self.fields["number"]


class MergeForm(forms.Form):
    """Into which household all go."""

    number = forms.CharField(label=gettext_lazy("并入的户号"), max_length=20)
    on = DayField(label=gettext_lazy("起始日期"))

    def __init__(self, *args: Any, living: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = _("居住户页面上的编号") if living else _("户口簿上的户号")


class MoveTogetherForm(forms.Form):
    """Where a whole household goes."""

    place = forms.ChoiceField(label=gettext_lazy("迁往"), required=False, widget=PlaceSelect)
    elsewhere = forms.CharField(
        label=gettext_lazy("区外地址"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("迁到区外的才填写，写到县级"),
    )
    address = forms.CharField(label=gettext_lazy("新住址"), max_length=120, required=False)
    on = DayField(label=gettext_lazy("迁移日期"))
    source = forms.CharField(label=gettext_lazy("来源"), max_length=40, help_text=SOURCE_HINT)

    def __init__(self, *args: Any, living: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices(None, UPDATE, blank=_("不在本区"))  # type: ignore[attr-defined]
        if not living:
            del self.fields["address"]


class AidUnitForm(_MembersForm):
    """Whose income and property count together."""

    on = DayField(label=gettext_lazy("认定日期"))
    source = forms.CharField(label=gettext_lazy("来源"), max_length=40, help_text=SOURCE_HINT)

    def __init__(self, *args: Any, people: Sequence[Resident], **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        named = [(str(one.pk), _named(one, one.living_relation)) for one in people]
        self.fields["members"].choices = named  # type: ignore[attr-defined]
