"""`./dev validate NAME --data DIR`: compute a validation report anew and write it to docs/; `--print` only shows it."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tools.validation import demography

DOCS = Path(__file__).resolve().parents[2] / "docs"
REPORTS = {"demography": demography}


def main(arguments: list[str]) -> int:
    """0 where everything that must hold holds, 1 where something does not, 2 where the data are missing."""
    parser = argparse.ArgumentParser(prog="./dev validate", description=__doc__)
    parser.add_argument("name", choices=sorted(REPORTS))
    parser.add_argument(
        "--data", type=Path, default=os.environ.get("LAOYOU_DATA"), help="folder of the data (LAOYOU_DATA)"
    )
    parser.add_argument("--print", action="store_true", help="print the report and write nothing")
    options = parser.parse_args(arguments)
    report = REPORTS[options.name]
    missing = report.files_missing(Path(options.data)) if options.data else report.files_missing(Path("DIR"))
    if missing:
        print("未运行，缺少数据 / not run, data missing (--data DIR): " + ", ".join(missing), file=sys.stderr)
        return 2
    text, broken = report.run(Path(options.data))
    if options.print:
        print(text)
    else:
        path = DOCS / f"validation-{options.name}.md"
        path.write_text(text, encoding="utf-8")
        print(path)
    for line in broken:
        print(f"不成立 / does not hold: {line}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
