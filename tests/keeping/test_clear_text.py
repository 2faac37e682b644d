"""The search for values in clear finds each of them however it lies there; a search that finds nothing proves nothing."""

import gzip
import tarfile
import zipfile
import zlib

import pytest

from tests.clear_text import CHUNK, found_in_clear

VALUE = "500999193601011234"


@pytest.mark.parametrize(
    "write",
    [
        lambda path: path.write_text(f"id={VALUE};"),
        lambda path: path.write_bytes(f"地址{VALUE}".encode("gb18030")),
        lambda path: path.write_bytes(VALUE.encode("utf-16-le")),
        lambda path: path.write_bytes(b"x" * (CHUNK - 7) + VALUE.encode()),
        lambda path: path.write_text(VALUE.encode().hex()),
        lambda path: path.write_bytes(gzip.compress(VALUE.encode())),
        lambda path: zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED).writestr("a", VALUE),
        lambda path: path.with_suffix(".djcache").write_bytes(b"\x80\x05." + zlib.compress(VALUE.encode())),
    ],
)
def test_it_is_found(tmp_path, write):
    write(tmp_path / "file")
    assert [value for _, value in found_in_clear(tmp_path, [VALUE])] == [VALUE]


def test_it_is_found_in_a_tar_and_in_a_folder_below(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "plain").write_text("x")
    (tmp_path / "plain").write_bytes(gzip.compress(VALUE.encode()))
    with tarfile.open(inner / "archive", "w:gz") as archive:
        archive.add(tmp_path / "plain", "plain")
    (tmp_path / "plain").unlink()
    (inner / "file").write_text(VALUE)
    assert found_in_clear(tmp_path, [VALUE]) == [(inner / "file", VALUE)]


def test_what_is_not_there_is_not_found(tmp_path):
    (tmp_path / "file").write_text("500999193601011235")
    assert found_in_clear(tmp_path, [VALUE]) == []


def test_a_value_too_short_to_prove_anything_is_refused(tmp_path):
    with pytest.raises(ValueError, match="chance"):
        found_in_clear(tmp_path, ["12345"])
