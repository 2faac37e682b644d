"""The files of the project: what git tracks, or would track, in this work tree."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def project_files(root: Path = ROOT) -> list[Path]:
    """Every file that is tracked, or new and not ignored; without git, all outside folders that start with a dot."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        paths = [root / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [
            path
            for path in root.rglob("*")
            if not any(part.startswith(".") or part == "node_modules" for part in path.relative_to(root).parts[:-1])
        ]
    return sorted(path for path in paths if path.is_file())
