"""What forms of several rooms share: days, places to choose from, amounts of money, refusals that stand beside their field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from laoyou.base.errors import DomainError
from laoyou.base.money import format_yuan, parse_yuan
from laoyou.core import clock
from laoyou.core.models import Area
from laoyou.core.scope import Scope, within
from laoyou.core.text import sentence

Choices = list[tuple[str, Any]]


class DayField(forms.DateField):
    """A day, typed or picked; today or earlier unless `future` is allowed."""

    def __init__(self, *, label: Any, future: bool = False, **options: Any) -> None:
        self.future = future
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(label=label, widget=widget, **options)

    def clean(self, value: Any) -> date | None:
        """The day; refused where it has not come yet."""
        day: date | None = super().clean(value)
        if day is not None and not self.future and day > clock.today():
            raise forms.ValidationError(_("日期不能晚于今天。"))
        return day


def place_choices(scope: Scope | None, permission: str, *, blank: str) -> Choices:
    """Communities below their towns: those over which `permission` is held, or all of the district without a scope."""
    areas = Area.objects.filter(level__in=[Area.Level.TOWN, Area.Level.COMMUNITY], valid_to__isnull=True)
    names = dict(areas.filter(level=Area.Level.TOWN).values_list("id", "name"))
    chosen = areas.filter(level=Area.Level.COMMUNITY)
    if scope is not None:
        chosen = chosen.filter(within("id", scope.area_prefixes(permission)))
    groups: dict[str, list[tuple[str, str]]] = {}
    for pk, name in chosen.order_by("id").values_list("id", "name"):
        groups.setdefault(pk[:9], []).append((pk, name))
    return [("", blank), *((names.get(town, town), members) for town, members in groups.items())]


def with_present(choices: Choices, area_id: str | None) -> Choices:
    """The choices with the present area, which need be none of them: a grid, or an area that was closed."""
    if area_id is None or any(area_id == pk for _name, members in choices[1:] for pk, _title in members):
        return choices
    area = Area.objects.filter(pk=area_id).first()
    return [*choices, (_("现在登记的地点"), [(area_id, area.name if area else area_id)])]


def refuse(form: forms.Form, error: DomainError, fields: Mapping[str, str]) -> None:
    """Put a refusal beside the field it is about (error code → field), or above the form."""
    form.add_error(fields.get(error.code), sentence(error))


def refuse_all(form: forms.Form, refusals: Iterable[tuple[str, DomainError]], fields: Mapping[str, str]) -> None:
    """Put each (column, refusal) beside its field (column → field); those of other columns stand above the form."""
    for column, error in refusals:
        form.add_error(fields.get(column), sentence(error))


class PlaceSelect(forms.Select):
    """Places to choose from: their names stay Chinese on an English page, the first line, which names none, does not."""

    def create_option(self, name: str, value: Any, *arguments: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *arguments, **options)
        if value:
            option["attrs"]["lang"] = "zh"
        return option


class YuanField(forms.CharField):
    """An amount as people write it, in yuan with two decimals at most; cleaned to whole fen, None where it is left out."""

    def __init__(self, *, label: Any, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("单位为元，至多两位小数，例如 1025.00"))
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, widget=widget, max_length=20, **options)

    def prepare_value(self, value: Any) -> Any:
        return format_yuan(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        """Whole fen; refused where it is no amount, or less than nothing."""
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = parse_yuan(text)
        except DomainError as refusal:
            raise forms.ValidationError(sentence(refusal)) from refusal
        if fen < 0:
            raise forms.ValidationError(_("金额不能小于零。"))
        return fen
