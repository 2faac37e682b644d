"""When the nightly backup is due."""

from datetime import UTC, datetime, timedelta

import pytest

from laoyou.base.errors import DomainError
from laoyou.core.models import BackupTrial
from laoyou.faces import nightly

pytestmark = pytest.mark.django_db
PLANNED = datetime(2026, 10, 31, 18, 30, tzinfo=UTC)
"""Half past two on the first of November in China."""


def trial(at, *, held=True):
    return BackupTrial.objects.create(made_at=at, file="x", held=held)


def test_one_is_due_each_night_and_made_good_when_the_machine_was_off():
    assert nightly.is_due(PLANNED)
    trial(PLANNED)
    assert not nightly.is_due(PLANNED + timedelta(hours=23, minutes=59))
    assert nightly.is_due(PLANNED + timedelta(hours=24))
    assert nightly.is_due(PLANNED + timedelta(hours=40)), "the machine was off last night"


def test_a_backup_made_by_hand_in_the_evening_does_not_stand_for_the_night():
    trial(PLANNED - timedelta(hours=3))
    assert not nightly.is_due(PLANNED - timedelta(minutes=1))
    assert nightly.is_due(PLANNED)


def test_a_failed_one_is_tried_again_after_an_hour():
    trial(PLANNED, held=False)
    assert not nightly.is_due(PLANNED + timedelta(minutes=30))
    assert nightly.is_due(PLANNED + timedelta(minutes=61))


def test_the_time_is_the_districts(monkeypatch):
    monkeypatch.setenv(nightly.AT, "22:00")
    trial(PLANNED)
    assert nightly.is_due(PLANNED + timedelta(hours=20))
    assert not nightly.is_due(PLANNED + timedelta(hours=19))
    monkeypatch.setenv(nightly.AT, "night")
    with pytest.raises(DomainError) as refused:
        nightly.is_due(PLANNED)
    assert "02:30" in refused.value.sentence()
