"""No table about people goes unnoticed: each has its purpose, its law, its end; an erasure leaves what law keeps and no more."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from laoyou.core import privacy
from laoyou.core.privacy import Entry, OnErasure


def test_every_table_that_is_linked_to_a_person_has_an_entry():
    assert privacy.missing() == {}, "register a privacy.Entry for them in the processing.py of their room"


def test_no_entry_speaks_of_a_table_or_a_column_that_is_not_there():
    for entry in privacy.entries():
        names = {one.attname for one in entry.table._meta.concrete_fields}
        assert set(entry.blanks) <= names | {"living_household", "registered_household"}, entry.model
        for path in (entry.subject, *entry.others):
            if path and "__" not in path:
                assert path in names | {"pk"}, (entry.model, path)


def test_every_entry_says_what_for_and_by_which_law():
    for entry in privacy.entries():
        assert len(str(entry.purpose)) > 4 and len(str(entry.basis)) > 4, entry.model


@isolate_apps("laoyou.core", "laoyou.people")
@pytest.mark.parametrize("how", ["foreign key", "through another", "id", "sealed"])
def test_a_new_table_without_an_entry_is_found(how):
    from laoyou.core.fields import EncryptedText
    from laoyou.people.models import Resident

    fields = {
        "foreign key": {"somebody": models.ForeignKey(Resident, models.PROTECT)},
        "through another": {"fact": models.ForeignKey("people.StatusFact", models.PROTECT)},
        "id": {"old_resident_id": models.BigIntegerField()},
        "sealed": {"diagnosis": EncryptedText()},
    }[how]
    meta = type("Meta", (), {"app_label": "people"})
    visits = type("NightVisit", (models.Model,), {"__module__": "laoyou.people.models", "Meta": meta, **fields})
    if how == "through another":
        visits._meta.get_field("fact").remote_field.model = apps.get_model("people.statusfact")
    assert "people.nightvisit" in privacy.missing([*apps.get_models(), visits])


@isolate_apps("laoyou.core")
def test_a_table_about_nobody_needs_no_entry():
    meta = type("Meta", (), {"app_label": "core"})
    weather = type("Weather", (models.Model,), {"__module__": "laoyou.core.models", "Meta": meta})
    assert "core.weather" not in privacy.missing([*apps.get_models(), weather])


@pytest.mark.parametrize(
    "wrong",
    [
        {"on_erasure": OnErasure.KEEP},
        {"on_erasure": OnErasure.BLANK},
        {"on_erasure": OnErasure.DELETE, "blanks": {"name": ""}},
    ],
)
def test_an_entry_that_does_not_say_what_an_erasure_does_is_refused(wrong):
    with pytest.raises(ValueError):
        privacy.register(Entry("people.resident", "pk", "what for", "by which law", **wrong))
