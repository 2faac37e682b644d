"""`./dev bench [NAME …] [--full] [--json] [--data DIR]`: run benchmarks, each in a process of its own."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import _page
from benchmarks._harness import RESULTS, ROOT, SHORT_NOTE, Bench, NotRunError, machine, report

FOLDER = Path(__file__).resolve().parent


def names() -> list[str]:
    """Every benchmark of this folder."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


def title_of(name: str) -> str:
    """A benchmark's TITLE, read without running the file."""
    for node in ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TITLE":
            return str(ast.literal_eval(node.value))
    return ""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    parser.add_argument(
        "--full", action="store_true", help="full sizes and repeats; without it all take 15 minutes at most"
    )
    parser.add_argument(
        "--json", action="store_true", help="print the results as JSON, and write them to benchmarks/results/"
    )
    parser.add_argument("--data", type=Path, default=None, help="folder for built districts (default .laoyou/bench)")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if unknown := set(options.names) - set(names()):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(names())}")
    return options


def run_one(name: str, options: argparse.Namespace, out: Path) -> None:
    """Run one benchmark in this process and write its report to `out`."""
    data = options.data or Path(os.environ.get("LAOYOU_DATA", ROOT / ".laoyou" / "bench"))
    data.mkdir(parents=True, exist_ok=True)
    module = importlib.import_module(f"benchmarks.{name}")
    bench = Bench(name, options.full, data)
    state = machine()
    started = time.monotonic()
    module.run(bench)
    document = report(bench, module.TITLE, module.LIBRARIES, time.monotonic() - started, state)
    out.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.one:
        try:
            run_one(options.one, options, Path(os.environ["LAOYOU_BENCH_OUT"]))
        except NotRunError as reason:
            print(f"  not run: {reason}", file=sys.stderr)
            return 3
        return 0
    if not options.full:
        print(SHORT_NOTE, file=sys.stderr)
    documents, failed = [], []
    for name in options.names or names():
        print(f"{name}: {title_of(name)}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "report.json"
            passed_on = [
                *(["--full"] if options.full else []),
                *(["--data", str(options.data)] if options.data else []),
            ]
            command = [sys.executable, "-m", "benchmarks", "--one", name, *passed_on]
            code = subprocess.run(command, cwd=ROOT, env=os.environ | {"LAOYOU_BENCH_OUT": str(out)}).returncode
            if code == 3:
                documents.append({"benchmark": name, "not_run": True})
            elif code or not out.exists():
                failed.append(name)
            else:
                document = json.loads(out.read_text(encoding="utf-8"))
                documents.append(document)
                if options.json:
                    RESULTS.mkdir(exist_ok=True)
                    suffix = "" if options.full else ".short"
                    (RESULTS / f"{name}{suffix}.json").write_text(out.read_text(encoding="utf-8"), encoding="utf-8")
    if options.json:
        _page.write()
        json.dump(documents, sys.stdout, ensure_ascii=False, indent=1)
        print()
    if not options.full:
        print(SHORT_NOTE, file=sys.stderr)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
