"""What is shipped must be free to ship under Apache-2.0: no GPL, no AGPL, nothing without a stated licence.

Reads the installed metadata of the packages in requirements/runtime.lock, and the licence fields of package-lock.json
(packages for development only are left out: they are not shipped).
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent

ALLOWED = re.compile(
    r"^(?:0BSD|Apache(?:-| Software)?.*|BSD(?:-.*| .*)?|\d-Clause BSD.*|CC0-1\.0|HPND|ISC.*|MIT(?:-0|-CMU)?(?: License)?"
    r"|MPL-2\.0|Mozilla Public License 2\.0.*|PSF-2\.0|Python Software Foundation License|Python-2\.0|Unlicense|Zlib"
    r"|(?:GNU )?(?:LGPL|Lesser General Public License|Library or Lesser General Public License).*)$",
    re.IGNORECASE,
)

# Package -> its licence, read by a person in its source, where the metadata says nothing usable.
READ_BY_HAND = {"huey": "MIT", "qrcode": "BSD-3-Clause AND MIT"}


def locked_names(lock: str) -> list[str]:
    """Names of the packages in a lock file that apply to this machine's Python; markers decide."""
    requirements = (Requirement(line.rstrip(" \\")) for line in lock.splitlines() if re.match(r"[a-z0-9]", line))
    return [requirement.name for requirement in requirements if not requirement.marker or requirement.marker.evaluate()]


def stated_licence(name: str) -> str:
    """What a package's metadata says: the SPDX expression, else its classifiers, else the first line of License."""
    metadata = importlib.metadata.metadata(name)
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classifiers = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")
    ]
    classifiers = [name for name in classifiers if name != "OSI Approved"]
    if classifiers:
        return " AND ".join(classifiers)
    return metadata["License"].strip().partition("\n")[0] if "License" in metadata else ""


def is_allowed(expression: str) -> bool:
    """Whether a licence expression can be met with allowed licences: each AND part must, of OR parts one."""
    plain = re.sub(r"[()]", " ", expression)
    parts = re.split(r"\s+AND\s+", plain)
    return bool(expression) and all(
        any(ALLOWED.match(option.strip()) for option in re.split(r"\s+OR\s+", part)) for part in parts
    )


def problems() -> list[str]:
    found = []
    for name in locked_names((ROOT / "requirements" / "runtime.lock").read_text()):
        licence = READ_BY_HAND.get(name) or stated_licence(name)
        if not is_allowed(licence):
            found.append(f"{name}: {licence or 'no licence stated'}")
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for path, package in packages.items():
        if path and not package.get("dev"):
            licence = package.get("license", "")
            # htmx's own spelling of 0BSD
            if not is_allowed(licence.replace("BSD-0-Clause", "0BSD")):
                found.append(f"{path}: {licence or 'no licence stated'}")
    return found


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
