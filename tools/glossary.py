"""One word for one thing: every model of the product stands, in backticks, in docs/glossary.md."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def model_names(package: Path) -> Iterator[tuple[Path, int, str]]:
    """(file, line, class) for each class in a models module that becomes a table."""
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).parts
        if parts[0] == "packs" or "tests" in parts or not ("models" in parts or path.name == "models.py"):
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and is_table(node):
                yield path, node.lineno, node.name


def is_table(node: ast.ClassDef) -> bool:
    """Whether a class has model fields and is not abstract."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and inner.name == "Meta" and "abstract = True" in ast.unparse(inner):
            return False
    values = [
        ast.unparse(part.value) for part in node.body if isinstance(part, ast.Assign | ast.AnnAssign) and part.value
    ]
    return any(re.match(r"(?:\w+\.)?\w*(?:Field|ForeignKey|EncryptedText)\(", value) for value in values)


def problems(package: Path, glossary: str) -> list[str]:
    words = set(re.findall(r"`(\w+)`", glossary))
    return [
        f"{path.relative_to(package.parent.parent)}:{line}: {name} is not in docs/glossary.md"
        for path, line, name in model_names(package)
        if name not in words
    ]


if __name__ == "__main__":
    page = ROOT / "docs" / "glossary.md"
    lines = problems(ROOT / "src" / "laoyou", page.read_text(encoding="utf-8") if page.exists() else "")
    print("\n".join(lines))
    sys.exit(1 if lines else 0)
