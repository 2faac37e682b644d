"""No file may name a package registry's host, a path or address of somebody's machine, or hold a secret.

Lock files work with whatever registry a machine is set up for; what is written about one machine is wrong on the next.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.files import ROOT, project_files

# Written so that no pattern matches itself.
FORBIDDEN = {
    "the host of a package registry": re.compile(
        r"\b(?:(?:test\.)?pypi[.]org|files[.]pythonhosted[.]org|(?:registry\.|www\.)?npmjs[.](?:org|com)|registry[.]yarnpkg[.]com"
        r"|npmmirror[.]com|(?:deb|security|ftp)\.debian[.]org|archive[.]ubuntu[.]com|mirrors?\.[\w-]+\.(?:com|cn|edu\.cn|org)"
        r"|proxy[.]golang[.]org|static[.]crates[.]io|repo1?[.]maven\.org)\b"
    ),
    "a download address in a lock file": re.compile(r'"resolve[d]"\s*:|--(?:extra-)?index-ur[l]|--find-link[s]'),
    "a path of one machine": re.compile(r"(?<![\w.~$}-])/(?:work|root|Users|home/(?!\$)[\w.-]+)/"),
    "a private address": re.compile(
        r"(?<![\d.])(?:10\.\d{1,3}\.\d{1,3}\.\d{1,3}|192\.168\.\d{1,3}\.\d{1,3}|172\.(?:1[6-9]|2\d|3[01])\.\d{1,3}\.\d{1,3})(?![\d.])"
    ),
    "an address with a password": re.compile(r"\b[a-z][a-z+]+://[^\s/:@\"'{}<>$%]+:[^\s/@\"'{}<>$%…]+@"),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a token": re.compile(r"\b(?:ghp_[A-Za-z0-9]{36}|sk-[A-Za-z0-9]{32,}|AKIA[0-9A-Z]{16}|npm_[A-Za-z0-9]{36})\b"),
}


def breaches(text: str) -> Iterator[tuple[int, str, str]]:
    """(line, what it is, the text itself) for each thing in `text` that may not be there; lines count from 1."""
    for what, pattern in FORBIDDEN.items():
        for found in pattern.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, what, found[0]


def check(root: Path) -> list[str]:
    lines = []
    for path in project_files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a font
        lines += [f"{path.relative_to(root)}:{line}: {what}: {found}" for line, what, found in breaches(text)]
    return lines


if __name__ == "__main__":
    problems = check(ROOT)
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
