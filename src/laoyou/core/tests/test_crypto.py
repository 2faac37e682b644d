"""A sealed value can be read where it was written, and nowhere else."""

import json
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.base.errors import DomainError
from laoyou.core import crypto
from laoyou.core.keyring import Keyring, Profile, Purpose

RINGS = {profile: Keyring.generate(profile) for profile in Profile}
PLACE = ("people_resident", "id_number", 7)


@pytest.fixture(params=list(Profile), ids=lambda profile: profile.value)
def ring(request):
    return RINGS[request.param]


@settings(max_examples=60, deadline=None)
@given(value=st.text(max_size=60), profile=st.sampled_from(list(Profile)))
def test_what_was_sealed_comes_out_again(value, profile):
    ring = RINGS[profile]
    assert crypto.decrypt(crypto.encrypt(value, *PLACE, keys=ring), *PLACE, keys=ring) == value


def test_the_same_value_never_looks_the_same_twice(ring):
    sealed = {crypto.encrypt("500999193601011234", *PLACE, keys=ring) for _ in range(200)}
    assert len(sealed) == 200


@pytest.mark.parametrize(
    "elsewhere", [("people_resident", "id_number", 8), ("people_resident", "phone", 7), ("x", "id_number", 7)]
)
def test_a_value_moved_to_another_row_column_or_table_cannot_be_opened(ring, elsewhere):
    sealed = crypto.encrypt("500999193601011234", *PLACE, keys=ring)
    with pytest.raises(DomainError, match="已被改动或移动"):
        crypto.decrypt(sealed, *elsewhere, keys=ring)


def test_a_value_with_any_single_bit_turned_cannot_be_opened(ring):
    sealed = crypto.encrypt("13812345678", *PLACE, keys=ring)
    for position in range(len(sealed) * 8):
        altered = bytearray(sealed)
        altered[position // 8] ^= 1 << position % 8
        with pytest.raises(DomainError):
            crypto.decrypt(bytes(altered), *PLACE, keys=ring)


@pytest.mark.parametrize("length", [0, 1, 3, 15, 30])
def test_a_value_cut_short_cannot_be_opened(ring, length):
    with pytest.raises(DomainError):
        crypto.decrypt(crypto.encrypt("x", *PLACE, keys=ring)[:length], *PLACE, keys=ring)


def test_many_values_are_sealed_as_one_by_one(ring):
    values = ["500999193601011234", None, "", "王小明"]
    sealed = crypto.encrypt_many(values, "t", "c", range(10, 14), keys=ring)
    assert sealed[1] is None
    assert crypto.decrypt(sealed[3] or b"", "t", "c", 13, keys=ring) == "王小明"
    assert crypto.decrypt_many(sealed, "t", "c", range(10, 14), keys=ring) == values
    assert crypto.blind_index_many(values, "t", "c", keys=ring) == [
        None if value is None else crypto.blind_index(value, "t", "c", keys=ring) for value in values
    ]


def test_many_values_need_as_many_rows(ring):
    with pytest.raises(ValueError, match="zip"):
        crypto.encrypt_many(["a", "b"], "t", "c", [1], keys=ring)


def test_a_blind_index_finds_a_value_however_it_was_typed_and_says_nothing_across_columns(ring):
    index = crypto.blind_index("50099919360101123X", "t", "id_number", keys=ring)
    assert len(index) == 16
    assert crypto.blind_index(" ５00999 1936-0101 123x", "t", "id_number", keys=ring) == index
    assert crypto.blind_index("50099919360101123X", "t", "other", keys=ring) != index
    assert crypto.blind_index("50099919360101123X", "u", "id_number", keys=ring) != index
    assert crypto.blind_index("500999193601011230", "t", "id_number", keys=ring) != index


def test_after_a_rotation_old_values_are_read_new_ones_use_the_new_key_and_both_indexes_are_looked_for(ring):
    old = crypto.encrypt("a", *PLACE, keys=ring)
    old_index = crypto.blind_index("a", "t", "c", keys=ring)
    at = ring.keys[0].created_at
    turned = ring.with_new(Purpose.FIELD, at=at).with_new(Purpose.INDEX, at=at)
    assert crypto.decrypt(old, *PLACE, keys=turned) == "a"
    assert crypto.key_number(crypto.encrypt("a", *PLACE, keys=turned)) == 2
    assert crypto.blind_index_candidates("a", "t", "c", keys=turned) == [
        crypto.blind_index("a", "t", "c", keys=turned),
        old_index,
    ]
    with pytest.raises(DomainError, match="2 号密钥"):
        crypto.decrypt(crypto.encrypt("a", *PLACE, keys=turned), *PLACE, keys=ring)


def test_json_is_bound_to_its_kind_and_key(ring, monkeypatch):
    monkeypatch.setattr("laoyou.core.keyring.current", lambda: ring)
    sealed = crypto.seal_json({"phone": "13812345678"}, "core_job", "k1")
    assert b"138" not in sealed
    assert crypto.open_json(sealed, "core_job", "k1") == {"phone": "13812345678"}
    with pytest.raises(DomainError):
        crypto.open_json(sealed, "core_job", "k2")


def test_the_profile_says_which_algorithms_are_used():
    assert {key.purpose: key.algorithm for key in RINGS[Profile.SM].keys} == {
        Purpose.FIELD: "SM4-GCM",
        Purpose.INDEX: "HMAC-SM3",
        Purpose.AUDIT: "HMAC-SM3",
        Purpose.WITNESS: "Ed25519",
    }


def test_sm4_agrees_with_the_published_example():
    """RFC 8998, appendix A.1: SM4-GCM test vector."""
    from laoyou.core.keyring import Sm4Gcm

    cipher = Sm4Gcm(bytes.fromhex("0123456789abcdeffedcba9876543210"))
    nonce = bytes.fromhex("00001234567800000000abcd")
    aad = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    sealed = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert cipher.encrypt(nonce, plain, aad) == sealed
    assert cipher.decrypt(nonce, sealed, aad) == plain


class TestKeyFile:
    def test_it_comes_back_as_it_was_saved_and_only_its_owner_may_read_it(self, ring, tmp_path):
        path = tmp_path / "keys" / "keyring.json"
        ring.save(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert Keyring.load(path) == ring
        assert list(path.parent.iterdir()) == [path]

    def test_a_key_file_is_never_overwritten_by_a_new_one(self, ring, tmp_path):
        path = tmp_path / "keyring.json"
        ring.save(path)
        with pytest.raises(DomainError, match="不能覆盖"):
            Keyring.generate().save(path)
        assert Keyring.load(path) == ring

    def test_a_missing_file_is_said_with_its_place_and_a_way_on(self, tmp_path):
        with pytest.raises(DomainError, match=r"keyring\.json.*LAOYOU_KEYS"):
            Keyring.load(tmp_path / "keyring.json")

    def test_a_file_that_others_may_read_is_refused(self, ring, tmp_path):
        path = tmp_path / "keyring.json"
        ring.save(path)
        path.chmod(0o640)
        with pytest.raises(DomainError, match="chmod 600"):
            Keyring.load(path)

    @pytest.mark.parametrize(
        "damage",
        [
            lambda data: data.update(format=2),
            lambda data: data.update(profile="other"),
            lambda data: data["keys"].pop(),
            lambda data: data["keys"][0].update(secret="AAAA"),
            lambda data: data["keys"][0].update(active=False),
            lambda data: data["keys"][0].pop("id"),
        ],
    )
    def test_a_damaged_file_is_said_to_be_damaged(self, ring, tmp_path, damage):
        path = tmp_path / "keyring.json"
        ring.save(path)
        data = json.loads(path.read_text())
        damage(data)
        path.write_text(json.dumps(data))
        with pytest.raises(DomainError, match="无法读取"):
            Keyring.load(path)

    def test_a_keyring_knows_its_own_keys_by_fingerprint_and_no_others(self, ring):
        ring.require(ring.fingerprints())
        with pytest.raises(DomainError, match="不是这份数据的密钥"):
            Keyring.generate(ring.profile).require(ring.fingerprints())
        with pytest.raises(DomainError, match="没有 2 号密钥"):
            ring.require(ring.with_new(Purpose.FIELD, at=ring.keys[0].created_at).fingerprints())

    def test_fingerprints_and_printing_give_no_secret_away(self, ring):
        shown = repr(ring) + json.dumps(ring.fingerprints())
        for key in ring.keys:
            assert key.secret.hex() not in shown
            assert repr(key.secret) not in shown

    def test_a_rotation_reaches_a_running_process(self, ring, tmp_path, monkeypatch):
        from laoyou.core import keyring

        path = tmp_path / "keyring.json"
        monkeypatch.setenv("LAOYOU_KEYS", str(path))
        ring.save(path)
        assert keyring.current() == ring
        turned = ring.with_new(Purpose.FIELD, at=ring.keys[0].created_at)
        turned.save(path, replace_existing=True)
        assert keyring.current() == turned
        path.unlink()
        with pytest.raises(DomainError):
            keyring.current()
