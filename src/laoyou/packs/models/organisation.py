"""`units.toml`: organisations of government that documents name as owners, and who does their work today."""

from datetime import date

from laoyou.packs.models.common import AreaRef, Example, PackModel, Slug, Text, Verified


class Organisation(PackModel):
    """
    An organisation (单位). `printed` are the names that documents of the pack use for it.

    successor, successor_since   who took over its work as a whole, and when
    """

    id: Slug
    name: Text
    name_en: Text | None = None
    printed: tuple[Text, ...] = ()
    area: AreaRef
    valid_from: date | None = None
    valid_to: date | None = None
    successor: Slug | None = None
    successor_since: date | None = None
    document: Slug | None = None
    verified: Verified
    example: Example = False
    note: Text | None = None
    note_en: Text | None = None


class OrganisationFile(PackModel):
    unit: tuple[Organisation, ...] = ()
