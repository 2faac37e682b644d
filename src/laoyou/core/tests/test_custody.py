"""Three shares of the key file: any two make it whole, one says nothing."""

import itertools
import json
from datetime import UTC, datetime

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import custody
from laoyou.core.keyring import Keyring, Purpose

AT = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)


@pytest.fixture
def ring():
    return Keyring.generate(at=AT).with_new(Purpose.FIELD, at=AT)


def code(call, *args):
    with pytest.raises(DomainError) as raised:
        call(*args)
    return raised.value.code


def test_any_two_shares_make_the_key_file_whole(ring):
    for one, other in itertools.permutations(custody.split(ring), 2):
        assert custody.join(one, other).to_json() == ring.to_json()


def test_one_share_fits_every_key_file_of_its_length(ring):
    """What share 1 lacks can be chosen so that any other text comes out: it says nothing about which it was."""
    for share in custody.split(ring):
        other = json.dumps(Keyring.generate(at=AT).with_new(Purpose.FIELD, at=AT).to_json(), sort_keys=True).encode()
        length = len(next(iter(share.parts.values())))
        other = other[:length].ljust(length)
        missing = custody._xor(other, *share.parts.values())
        assert custody._xor(missing, *share.parts.values()) == other


def test_no_share_holds_a_secret(ring, tmp_path):
    for share in custody.split(ring):
        text = custody.write(share, tmp_path).read_text()
        assert not [key for key in ring.to_json()["keys"] if key["secret"] in text]
        assert custody.read(tmp_path / f"laoyou-key-share-{share.number}-of-3.json") == share


def test_what_does_not_belong_together_is_told_apart(ring, tmp_path):
    first, second, _ = custody.split(ring)
    later = custody.split(ring)
    assert code(custody.join, first, first) == "core.shares_same"
    assert code(custody.join, first, later[1]) == "core.shares_apart"
    path = custody.write(second, tmp_path)
    assert path.stat().st_mode & 0o077 == 0
    assert code(custody.write, second, tmp_path) == "core.share_exists"
    path.write_text(path.read_text().replace('"share": 2', '"share": 3'))
    assert code(custody.read, path) == "core.share_damaged"
    path.write_bytes(path.read_bytes()[:100])
    assert code(custody.read, path) == "core.share_damaged"
    assert code(custody.read, tmp_path / "absent") == "core.share_damaged"
