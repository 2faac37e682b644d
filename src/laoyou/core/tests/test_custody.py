"""Three shares of the key file: any two make it whole, one says nothing."""

import itertools
import json
from datetime import UTC, datetime

import pytest

from laoyou.base.errors import DomainError
from laoyou.core import conditions, custody, watch
from laoyou.core.domain.roles import GrantKind, Role
from laoyou.core.keyring import Keyring, Purpose
from laoyou.core.models import Account, AuditEntry, KeyShare
from laoyou.core.scope import Grant, Scope

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


SYSTEM = Scope.system("planting")


def keeper(name, role):
    account = Account.objects.create(username=name, display_name=name, created_at=AT)
    return Scope(account.pk, (Grant(role, GrantKind.AREA, "500118"),))


def waiting():
    return [one.code for one in watch.concerns(at=AT) if one.code.startswith("core.watch_shares")]


@pytest.mark.django_db
def test_the_shares_lie_with_two_people_in_two_roles(ring, tmp_path):
    shares = custody.split(ring)
    folders = [tmp_path / name for name in ("a", "b", "c")]
    files = custody.give_out(shares, folders, by=SYSTEM, at=AT)
    assert [file.parent for file in files] == folders
    assert not [one for one in KeyShare.objects.all() for part in shares if part.code in repr(vars(one))]
    one = keeper("one", Role.SYSTEM_ADMINISTRATOR)
    same_role = keeper("same_role", Role.SYSTEM_ADMINISTRATOR)
    other = keeper("other", Role.SECURITY_ADMINISTRATOR)
    assert waiting() == ["core.watch_shares_waiting"]

    def receive(code, by):
        return custody.receive(code, by=by, at=AT)

    def refused(code, by):
        with pytest.raises(DomainError) as raised:
            receive(code, by)
        return raised.value.code

    assert receive(shares[0].code.lower().replace("-", " "), one).number == 1
    assert receive(shares[0].code, one).number == 1, "asked twice, noted once"
    assert AuditEntry.objects.unscoped("test").filter(action="core.receive_share").count() == 1
    assert refused("AAAA-BBBB-CCCC", other) == "core.share_code_wrong"
    assert refused(shares[0].code, other) == "core.share_taken"
    assert refused(shares[1].code, one) == "core.share_one_a_role"
    assert refused(shares[1].code, same_role) == "core.share_one_a_role"
    assert refused(shares[1].code, keeper("planner", Role.PLANNER)) == "core.not_permitted"
    assert waiting() == ["core.watch_shares_waiting"]
    assert [custody.is_asked_of(scope, custody.current()) for scope in (one, same_role, other)] == [False, False, True]
    assert receive(shares[2].code, other).number == 3
    assert waiting() == []
    # A new splitting makes the old codes worthless, and a new key makes all shares insufficient.
    custody.give_out(custody.split(ring), [tmp_path / "d"], by=SYSTEM, at=AT)
    assert refused(shares[1].code, other) == "core.share_code_wrong"
    conditions.record_keys(ring.with_new(Purpose.FIELD, at=AT))
    assert waiting() == ["core.watch_shares_old"]


@pytest.mark.django_db
def test_shares_that_cannot_all_be_written_leave_nothing(ring, tmp_path):
    custody.write(custody.split(ring)[2], tmp_path)
    with pytest.raises(DomainError):
        custody.give_out(custody.split(ring), [tmp_path], by=SYSTEM, at=AT)
    assert [path.name for path in tmp_path.iterdir()] == ["laoyou-key-share-3-of-3.json"]
    assert not KeyShare.objects.exists()
