"""The process that builds: `python -m laoyou.demo.worker`, started with the home of the new district; reports as JSON lines."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from laoyou.base.errors import DomainError
from laoyou.packs.public import Pack, PackError, load, pack_names


def say(**what: object) -> None:
    """One line for whoever started this process."""
    print(json.dumps(what, ensure_ascii=False, default=str), flush=True)


def main() -> int:
    """Build into LAOYOU_HOME (SQLite) or the database of LAOYOU_DATABASE_URL; 0 when the district is complete."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pack", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--people", type=int)
    parser.add_argument("--reset", action="store_true", help="empty the database of an earlier demonstration first")
    asked = parser.parse_args()
    try:
        _build(asked.pack, asked.people, asked.seed, reset=asked.reset)
    except DomainError as refusal:
        say(error=refusal.code, data=refusal.data)
        return 1
    return 0


def _build(pack_name: str, people: int | None, seed: int, *, reset: bool) -> None:
    from laoyou.demo import homes, inputs
    from laoyou.demo.points import hit

    home = Path(os.environ["LAOYOU_HOME"])
    given = inputs.read(_load(pack_name))
    inputs.require_enough(given, people)
    homes.describe(home, pack=pack_name, demo_date=given.until.isoformat(), people=people, seed=seed)
    hit("demo.after_folder")

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    import django

    django.setup()
    from laoyou.core import clock
    from laoyou.demo import building

    building.hurry()
    building.migrate()
    build = building.Build(
        given, people, seed, clock.now(), lambda stage, done, total: say(stage=stage, done=done, total=total)
    )
    building.run(build, reset=reset)
    building.check_links()
    building.finish(build)
    homes.mark_complete(home)


def _load(name: str) -> Pack:
    if name not in pack_names():
        raise DomainError("demo.no_pack", pack=name, known="、".join(pack_names()))
    try:
        return load(name)
    except PackError as broken:
        raise DomainError("demo.broken_pack", pack=name, problem=broken.problems[0].text("zh-hans")) from broken


if __name__ == "__main__":
    sys.exit(main())
