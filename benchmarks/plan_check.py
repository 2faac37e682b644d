"""How long a plan document takes to be read and checked, and how the time grows with its length.

The documents are generated: articles of a plan whose figures follow from one another, with a table every few pages. With --data DIR (or
LAOYOU_DATA) each .txt file of DIR/documents is timed as well.
"""

from __future__ import annotations

import random
from functools import partial

from benchmarks._harness import Bench
from laoyou.engines.documents.checking import check_document
from laoyou.engines.documents.model import Document, SourceLine
from laoyou.engines.documents.reading import read_document

TITLE = "Reading and checking a plan document"
LIBRARIES = ()
SECONDS = 3.0
CHARACTERS_A_PAGE = 800


def run(bench: Bench) -> None:
    """Three lengths up to 500 pages; then the documents at hand, each against the promise of three seconds."""
    sizes = (20, 100, 500) if bench.full else (5, 20, 80)
    repeats = bench.repeats(short=2, full=5)
    for pages in sizes:
        lines = document_of(pages, bench.seed)
        found = bench.time(
            "read and check a generated document",
            partial(check, lines),
            size={"pages": pages, "lines": len(lines)},
            repeats=repeats,
        )
        bench.say(f"{pages} pages: {found} findings")
    folder = bench.data / "documents"
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
        lines = lines_of(path.read_text(encoding="utf-8"))
        bench.time(
            "read and check", partial(check, lines), size={"document": path.stem}, repeats=repeats, limit=SECONDS
        )
    if not folder.is_dir():
        bench.say(f"documents at hand: not run, {folder} is not there")


def check(lines: tuple[SourceLine, ...]) -> int:
    """How many findings there are."""
    document: Document = read_document(lines)
    return len(check_document(document))


def lines_of(text: str) -> tuple[SourceLine, ...]:
    return tuple(SourceLine(number, line) for number, line in enumerate(text.split("\n"), 1))


def document_of(pages: int, seed: int) -> tuple[SourceLine, ...]:
    """A plan of so many pages whose figures agree."""
    rnd = random.Random(seed)
    text = ["某某区养老托育服务发展规划", "", "一、发展现状", ""]
    size = article = 0
    while size < pages * CHARACTERS_A_PAGE:
        article += 1
        part = _table(rnd, article) if article % 6 == 0 else _article(rnd, article)
        text += part
        size += sum(map(len, part))
    return lines_of("\n".join(text))


def _article(rnd: random.Random, article: int) -> list[str]:
    beds, nursing = rnd.randrange(1000, 9000), rnd.randrange(300, 900)
    public, private = rnd.randrange(5, 40), rnd.randrange(5, 60)
    people = rnd.randrange(20, 60)
    filler = (
        "统筹推进养老托育服务设施规划建设，完善运营补贴机制，强化综合监管，提升从业人员能力，营造尊老爱幼的社会氛围。"
        * rnd.randrange(4, 9)
    )
    return [
        f"{article}.第{article}片区服务能力。截至2021年底，第{article}片区有养老机构{public + private}家（公办{public}家、民办{private}家），养老床位{beds}张，"
        f"其中护理型床位{nursing}张，占比{nursing * 100 / beds:.1f}%。{filler}到2025年，第{article}片区60岁及以上老年人口达到{people}万人，按照每千名老年人拥有养老床位30张测算，"
        f"第{article}片区养老床位需求为{people * 300}张。（区民政局牵头，区财政局参与）",
        "",
    ]


def _table(rnd: random.Random, article: int) -> list[str]:
    rows, totals = [], [0, 0]
    for town in range(1, 21):
        one, other = rnd.randrange(10, 900), rnd.randrange(10, 900)
        totals = [totals[0] + one, totals[1] + other]
        rows.append(f"第{town}镇|{one + other}|{one}|{other}")
    return [
        f"表{article} 第{article}片区各镇床位", "镇街|床位数（张）|公办床位数（张）|民办床位数（张）", *rows,
        f"合计|{sum(totals)}|{totals[0]}|{totals[1]}", "",
    ]  # fmt: skip
