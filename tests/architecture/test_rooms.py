"""Rooms touch each other only where the house allows it; each rule is also shown to find planted bad code."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from tests.architecture import rooms

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "laoyou"


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if rooms.room_of(model.__module__)]


def plant(package: Path, files: dict[str, str]) -> Path:
    """A package with the given files, and an __init__.py in each of its folders."""
    for name, text in files.items():
        path = package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        for folder in path.relative_to(package).parents:
            if "templates" not in folder.parts:
                (package / folder / "__init__.py").touch()
    return package


def test_every_foreign_key_points_to_a_lower_room() -> None:
    assert list(rooms.foreign_keys_upward(our_models())) == []


@isolate_apps("laoyou.core", "laoyou.people")
def test_a_foreign_key_upward_is_found() -> None:
    class Resident(models.Model):
        class Meta:
            app_label = "people"

    class Area(models.Model):
        steward = models.ForeignKey(Resident, models.PROTECT)

        class Meta:
            app_label = "core"

    Resident.__module__, Area.__module__ = "laoyou.people.models", "laoyou.core.models"
    assert list(rooms.foreign_keys_upward([Resident, Area])) == [
        "laoyou.core.models.Area.steward points to people, which is not below core"
    ]


def test_no_look_up_reads_another_rooms_columns() -> None:
    assert list(rooms.lookups_across(PACKAGE, our_models())) == []


@isolate_apps("laoyou.people", "laoyou.providers")
@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('Stay.objects.filter(resident__name="x")', True),
        ('Stay.objects.order_by("-resident__name")', True),
        ("Stay.objects.filter(resident__id__in=[1], resident__in=[2])", False),
        ('Stay.objects.filter(bed__number="3")', False),
        ('Stay.objects.filter(note__contains="x")', False),
    ],
)
def test_a_look_up_into_another_room_is_found(tmp_path: Path, code: str, found: bool) -> None:
    class Resident(models.Model):
        name = models.CharField(max_length=9)

        class Meta:
            app_label = "people"

    class Bed(models.Model):
        number = models.CharField(max_length=9)

        class Meta:
            app_label = "providers"

    class Stay(models.Model):
        resident = models.ForeignKey(Resident, models.PROTECT)
        bed = models.ForeignKey(Bed, models.PROTECT)
        note = models.CharField(max_length=9)

        class Meta:
            app_label = "providers"

    Resident.__module__, Bed.__module__, Stay.__module__ = (
        "laoyou.people.models",
        "laoyou.providers.models",
        "laoyou.providers.models",
    )
    package = plant(tmp_path, {"providers/queries.py": code})
    assert bool(list(rooms.lookups_across(package, [Resident, Bed, Stay]))) is found


def test_templates_are_ones_own_or_cores() -> None:
    assert list(rooms.foreign_templates(PACKAGE)) == []
    assert list(rooms.components_outside_core(PACKAGE)) == []


def test_a_template_of_another_room_is_found(tmp_path: Path) -> None:
    package = plant(
        tmp_path,
        {
            "core/templates/core/base.html": "",
            "core/templates/cotton/figure.html": "",
            "people/templates/people/_card.html": "",
            "people/templates/people/show.html": '{% extends "core/base.html" %}{% include "people/_card.html" %}',
            "providers/templates/providers/show.html": '{% include "people/_card.html" %}',
            "providers/views.py": 'template_name = "people/show.html"',
            "plans/templates/cotton/own.html": "",
        },
    )
    assert list(rooms.foreign_templates(package)) == [
        "providers/templates/providers/show.html: takes people/_card.html from people",
        "providers/views.py: takes people/show.html from people",
    ]
    assert list(rooms.components_outside_core(package)) == [
        "plans/templates/cotton: components live in core/templates/cotton"
    ]


def test_addresses_of_other_rooms_are_asked_for_at_core_links() -> None:
    assert list(rooms.foreign_addresses(PACKAGE)) == []


def test_an_address_of_another_room_is_found(tmp_path: Path) -> None:
    package = plant(
        tmp_path,
        {
            "core/urls.py": 'app_name = "core"\n',
            "people/urls.py": 'app_name = "people"\n',
            "people/views.py": 'redirect("people:show_resident", 1)\nreverse("core:show_job")\n',
            "providers/views.py": 'x = 1\nreverse("people:show_resident")\n',
            "faces/public/urls.py": 'app_name = "public"\n',
            "faces/office/templates/office/home.html": '\n{% url "public:find" %}{% url "office:home" %}{% url "login" %}',
        },
    )
    assert list(rooms.foreign_addresses(package)) == [
        "faces/office/templates/office/home.html:2: reverses an address of faces.public; ask core.links for it",
        "providers/views.py:2: reverses an address of people; ask core.links for it",
    ]
