"""Columns that hold sealed values."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from laoyou.core import crypto, keyring, masking


class Sealed(bytes):
    """
    A sealed value as it lies in the database.

    As text it is masked, wherever it is printed: in a template, a log line, an export. The whole value comes out of
    `unmasking.reveal` alone, with a reason.
    """

    field: EncryptedText | None
    pk: object

    def __new__(cls, data: bytes, field: EncryptedText | None = None, pk: object = None) -> Sealed:
        self = super().__new__(cls, data)
        self.field = field
        self.pk = pk
        return self

    def open(self) -> str:
        """The whole value. For code of core and for commands; a page goes through `unmasking.reveal`."""
        if self.field is None or self.pk is None:
            raise ValueError("this sealed value does not know its row; read it from a model instance")
        table, column = self.field.place
        return crypto.decrypt(self, table, column, self.pk)

    def masked(self) -> str:
        """The value with its middle hidden, as the field's mask says; only bullets where the row is not known."""
        if self.field is None or self.pk is None:
            return masking.HIDDEN
        return masking.MASKS[self.field.mask](self.open())

    def __str__(self) -> str:
        return self.masked()

    def __format__(self, specification: str) -> str:
        return format(self.masked(), specification)

    def __repr__(self) -> str:
        return "<sealed>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Sealed, (bytes(self),))


class _SealedAttribute(DeferredAttribute):
    """Gives every value that is read from an instance the row it belongs to."""

    field: EncryptedText

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, str) or value is None:
            return value
        return Sealed(bytes(value), self.field, instance.pk)

    def __set__(self, instance: models.Model, value: Any) -> None:
        # Without this the instance's own dictionary would answer first, with a value that does not know its row.
        instance.__dict__[self.field.attname] = value


class EncryptedText(models.BinaryField):
    """
    A text column whose values are sealed for their table, column and row.

    mask   how a value is shown, a name in `masking.MASKS`
    index  the name of the BinaryField(max_length=16) of the same model that holds its blind index, or ""

    Assign with `fields.seal(instance, field, text)`; assigning plain text and saving raises TypeError.
    """

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, mask: str = "everything", index: str = "", **kwargs: Any) -> None:
        if mask not in masking.MASKS:
            raise ValueError(f"no mask is called {mask!r}")
        self.mask = mask
        self.index = index
        super().__init__(*args, **kwargs)

    @property
    def place(self) -> tuple[str, str]:
        """(table, column) that sealed values of this field are bound to."""
        return self.model._meta.db_table, str(self.column)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["mask"] = self.mask
        if self.index:
            kwargs["index"] = self.index
        return name, path, args, kwargs

    def from_db_value(self, value: Any, expression: object, connection: object) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError(f"{self.model._meta.label}.{self.name} takes sealed values: use fields.seal")
        return super().get_db_prep_value(None if value is None else bytes(value), connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.model._meta.label}.{self.name} is not serialised in clear")


def opened(value: object) -> str:
    """The whole of a sealed value, for code that answers for it as `Sealed.open` does; '' where there is none."""
    if value is None:
        return ""
    if not isinstance(value, Sealed):
        raise TypeError("only a sealed value is opened")
    return value.open()


def sealed_fields(model: type[models.Model]) -> list[EncryptedText]:
    """The sealed columns of `model`, in order of declaration."""
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedText)]


def seal(instance: models.Model, name: str, value: str | None) -> None:
    """
    Set the sealed field `name` of `instance`, and its blind index where it has one; nothing is saved.

    The instance must have its primary key already (`row_ids.reserve` gives one), because the seal names the row: ValueError.
    """
    field = instance._meta.get_field(name)
    if not isinstance(field, EncryptedText):
        raise TypeError(f"{name} is not a sealed field")
    if instance.pk is None:
        raise ValueError(f"{instance._meta.label} needs its primary key before {name} is sealed: row_ids.reserve")
    table, column = field.place
    keys = keyring.current()
    setattr(instance, name, None if value is None else crypto.encrypt(value, table, column, instance.pk, keys=keys))
    if field.index:
        found = None if value is None else crypto.blind_index(value, table, column, keys=keys)
        setattr(instance, field.index, found)


def looking_for(model: type[models.Model], name: str, value: str) -> models.Q:
    """The condition for rows of `model` whose sealed field `name` holds exactly `value`, however it was typed."""
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedText) or not field.index:
        raise TypeError(f"{model._meta.label}.{name} has no blind index")
    return models.Q(**{f"{field.index}__in": crypto.blind_index_candidates(value, *field.place)})
