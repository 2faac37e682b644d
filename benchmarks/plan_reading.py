"""Reading plan documents: the five plans, and how the time grows from a plan of the usual length to 500 pages.

No peer reads plans. What can be compared is the part before it: pdfplumber's and python-docx's plain extraction of text and tables from
the same files, which understands nothing; the ratio says what understanding adds to it.
"""

from __future__ import annotations

import io
import os
from functools import partial
from pathlib import Path

from benchmarks._harness import Bench, NotRunError, Peer

TITLE = "Reading a plan document"
LIBRARIES = ("pdfplumber", "pdfminer.six", "python-docx", "lxml", "typst")
CLAUSE = (
    "（{number}）完善服务体系。坚持统筹布局、一体推动，补齐设施短板，加快优质服务资源向基层延伸，推动养老托育服务与经济社会发展"
    "同步，建立健全各级政府主导、社会参与、市场协同的工作机制，形成各方合力。到2025年，新增床位{beds}张，护理型床位占比不低于"
    "{share}%，社区服务覆盖率达到100%。（区民政局、区卫生健康委牵头，区教委、各镇人民政府参与）"
)
PER_PAGE = 4


def plan(pages: int) -> list[str | list[list[str]]]:
    """A made-up plan of about so many pages: clauses that set aims, and a table on every fifth page."""
    parts: list[str | list[list[str]]] = [
        "某某区养老托育服务发展规划（2021—2025年）",
        "为做好养老托育服务，制定本规划。",
    ]
    number = 0
    for page in range(pages):
        if page % 10 == 0:
            parts.append(f"{_han(page // 10 + 1)}、重点任务")
            number = 0
        for _ in range(PER_PAGE):
            number += 1
            parts.append(CLAUSE.format(number=_han(number), beds=100 + page, share=50 + page % 40))
        if page % 5 == 4:
            rows = [["序号", "镇街", "机构数（个）", "床位数（张）", "护理型床位（张）"]]
            rows += [[str(at), f"第{_han(at)}镇", str(at), str(at * 40), str(at * 20)] for at in range(1, 13)]
            rows.append(["合计", "", "78", "3120", "1560"])
            parts.append(rows)
    return parts


def _han(number: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number % 100, 10)
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones or not tens else "")


def as_text(parts: list[str | list[list[str]]]) -> bytes:
    lines: list[str] = []
    for part in parts:
        if isinstance(part, str):
            lines += [part[at : at + 40] for at in range(0, len(part), 40)]
        else:
            for row in part:
                lines += ["\t" + text for text in row] + [""]
    return "\n".join(lines).encode()


def as_docx(parts: list[str | list[list[str]]]) -> bytes:
    import docx

    made = docx.Document()
    for part in parts:
        if isinstance(part, str):
            made.add_paragraph(part)
        else:
            table = made.add_table(rows=len(part), cols=len(part[0]))
            for row, texts in zip(table.rows, part, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def as_pdf(parts: list[str | list[list[str]]]) -> bytes:
    import typst

    out = [
        '#set page(paper: "a4", numbering: "— 1 —")',
        '#set text(lang: "zh", size: 14pt, font: ("Noto Serif CJK SC", "Noto Sans CJK SC"))',
    ]
    for part in parts:
        if isinstance(part, str):
            out.append(f'#"{part}"')
        else:
            cells = ", ".join(f'[#"{text}"]' for row in part for text in row)
            out.append(f"#table(columns: {len(part[0])}, {cells})")
    return bytes(typst.compile("\n\n".join(out).encode()))


def plain_pdf(data: bytes) -> int:
    """What pdfplumber gives by itself: each page's text and tables."""
    import pdfplumber

    found = 0
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            found += len(page.extract_text()) + sum(len(table) for table in page.extract_tables())
            page.close()
    return found


def plain_docx(data: bytes) -> int:
    """What python-docx gives by itself: each paragraph's text and each table's cells."""
    import docx

    document = docx.Document(io.BytesIO(data))
    found = sum(len(paragraph.text) for paragraph in document.paragraphs)
    return found + sum(len(cell.text) for table in document.tables for row in table.rows for cell in row.cells)


def documents(bench: Bench) -> list[Path]:
    """The texts of the five plans, beside or below the data folder; empty where they are not here."""
    for base in (bench.data, Path(os.environ.get("LAOYOU_DATA", bench.data))):
        for folder in (base / "documents", base.resolve().parent / "documents"):
            if folder.is_dir():
                return sorted(folder.glob("*.txt"))
    return []


def run(bench: Bench) -> None:
    """Measure the five, then growth by kind of file."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    from laoyou.plans.documents import read_file, read_upload

    five = documents(bench)
    if not five:
        bench.say("the five plans: not run (their texts are not here; give --data)")
    for path in five:
        lines = path.read_text(encoding="utf-8").count("\n")
        bench.time(
            f"{path.stem}: file to draft",
            partial(read_file, path),
            size={"lines": lines, "characters": len(path.read_text(encoding="utf-8"))},
            repeats=bench.repeats(short=3, full=11),
            limit=1.5,
            peers={"any reader of plans": "no peer reads plans"},
        )
    sizes = (20, 100, 500) if bench.full else (10, 20, 40)
    if not bench.full and not five:
        bench.say("growth at short sizes only")
    for kind, make, plain, peer in (
        ("txt", as_text, None, ""),
        ("docx", as_docx, plain_docx, "python-docx, plain extraction"),
        ("pdf", as_pdf, plain_pdf, "pdfplumber, plain extraction"),
    ):
        per_page: list[float] = []
        for pages in sizes:
            data = make(plan(pages))
            repeats = bench.repeats(short=1, full=3)
            raw, reading = bench.measure(partial(read_upload, data, f"plan.{kind}"), repeats=repeats, warm=False)
            tasks = len(reading.draft.tasks)
            if tasks != pages * PER_PAGE or len(reading.document.tables) != pages // 5:
                raise NotRunError(
                    f"{kind} of {pages} pages: {tasks} tasks, {len(reading.document.tables)} tables were read"
                )
            peers: list[Peer] = []
            if plain is not None:
                its_raw, _ = bench.measure(partial(plain, data), repeats=repeats, warm=False)
                peers.append(Peer(peer, sorted(its_raw)[len(its_raw) // 2], its_raw))
            figure = bench.record(
                f"{kind}: file to draft", "s", raw, size={"pages": pages, "bytes": len(data)}, peers=peers,
                note=f"{tasks} tasks and {len(reading.document.tables)} tables found",
            )  # fmt: skip
            per_page.append(figure.value / pages)
        bench.record(
            f"{kind}: time for a page, largest against smallest", "times", per_page[-1] / per_page[0],
            size={"pages": f"{sizes[-1]} against {sizes[0]}"}, limit=1.5, note="1 is linear",
        )  # fmt: skip
