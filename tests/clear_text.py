"""Looking for values that must lie nowhere in clear: every file below a folder, whatever its encoding or wrapping."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
CHUNK = 4 * 1024 * 1024


def found_in_clear(folder: Path, planted: Iterable[str]) -> list[tuple[Path, str]]:
    """
    (file, value) for every planted value that stands in a file below `folder`, also inside zip, gzip and tar files, in
    UTF-8, GB 18030 or UTF-16, and as hexadecimal digits of its bytes.

    planted  at least 6 characters each: shorter ones occur by chance
    """
    values = sorted(set(planted))
    if any(len(value) < 6 for value in values):
        raise ValueError("a planted value of fewer than 6 characters occurs by chance")
    needles = {needle: value for value in values for needle in _forms(value)}
    return sorted(
        {(path, value) for path in _files(folder) for value in _values_in(path, needles)},
        key=lambda hit: (str(hit[0]), hit[1]),
    )


def _forms(value: str) -> Iterator[bytes]:
    for encoding in ENCODINGS:
        yield value.encode(encoding)
    yield value.encode().hex().encode()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _values_in(path: Path, needles: dict[bytes, str]) -> set[str]:
    found: set[str] = set()
    keep = max(map(len, needles)) - 1
    try:
        with path.open("rb") as file:
            before = b""
            while chunk := file.read(CHUNK):
                window = before + chunk
                found |= {value for needle, value in needles.items() if needle in window}
                before = window[-keep:]
    except FileNotFoundError:  # written and gone while we look: a running server's temporary file
        return found
    for data in _unwrapped(path):
        found |= {value for needle, value in needles.items() if needle in data}
    return found


def _unwrapped(path: Path) -> Iterator[bytes]:
    """What is inside an archive; nothing where `path` is none or is damaged."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield archive.read(name)
        elif tarfile.is_tarfile(path):
            with tarfile.open(path) as tar:
                for member in tar:
                    file = tar.extractfile(member)
                    if file:
                        yield file.read()
        elif path.open("rb").read(2) == b"\x1f\x8b":
            yield gzip.decompress(path.read_bytes())
        elif path.suffix == ".djcache":
            yield _django_cache(path)
    except (zipfile.BadZipFile, tarfile.TarError, OSError, EOFError, RuntimeError, zlib.error):
        return


def _django_cache(path: Path) -> bytes:
    """A file of Django's cache: a pickled time, then a compressed pickle, which is looked at and never loaded."""
    data = path.read_bytes()
    start = data.find(b"\x78")
    return b"" if start < 0 else zlib.decompressobj().decompress(io.BytesIO(data[start:]).read())
