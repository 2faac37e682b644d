"""Measure the plan check against the hand-made list: recall, precision, mutations, false alarms; the rules stand in plan-figures/README.md.

    python -m tests.golden.measure_plan_check --data FOLDER [--missed] [--mutations 200] [--seed 1]

FOLDER holds the texts, which are not part of this repository.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from laoyou.engines.documents.model import SourceLine
from laoyou.engines.documents.reading import read_document
from laoyou.plans.domain.plan_check import as_json, check_read
from laoyou.plans.domain.plan_references import references_for
from tests.golden.plan_figures import VERDICTS, Document, Figure, Place, documents_folder, mutations, read_all, span

Spot = tuple[int, int, int]
_references: dict[str, Any] = {}


@dataclass(frozen=True)
class Found:
    """A finding as it is compared: its verdict, where its stated number stands, and where its operands stand."""

    verdict: str
    stated: frozenset[Spot]
    operands: frozenset[Spot]
    words: str

    @property
    def all(self) -> frozenset[Spot]:
        return self.stated | self.operands

    @property
    def identity(self) -> tuple[str, frozenset[Spot], frozenset[Spot]]:
        return self.verdict, self.stated, self.operands


def check(texts: Sequence[str], name: str) -> list[Found]:
    read = read_document([SourceLine(number, text) for number, text in enumerate(texts, start=1)])
    if name not in _references:  # A changed number changes nothing about the place; to read its pack again takes long.
        _references[name] = references_for(read)
    return [_found(finding) for finding in as_json(check_read(read, name, _references[name]))["findings"]]


def _found(finding: Mapping[str, Any]) -> Found:
    stated = _spots(finding["places"])
    operands: set[Spot] = set()
    for operand in finding["operands"]:
        operands |= _spots(operand["places"])
    stated_text = finding["stated"]["text"] if finding["stated"] else ""
    words = f"{finding['clause']} {finding['quantity']} {stated_text} | {finding['formula']} | {finding['reason']}"
    return Found(finding["verdict"], frozenset(stated), frozenset(operands), words)


def _spots(places: Iterable[Mapping[str, Any]]) -> set[Spot]:
    return {(place["line"], place["start"], place["end"]) for place in places}


def overlap(one: Iterable[Spot], other: Iterable[Spot]) -> bool:
    return any(a[0] == b[0] and a[1] < b[2] and b[1] < a[2] for a in one for b in other)


def spot(place: Place, texts: Sequence[str]) -> Spot | None:
    if not place.line or not place.number:
        return None
    start, end = span(place, texts[place.line - 1])
    return place.line, start, end


def meets(found: Found, figure: Figure, texts: Sequence[str]) -> bool:
    """Whether a finding is about a statement of the list: the same stated number and common operands, or one turned round."""
    stated = spot(figure.stated, texts)
    operands = [one for place in figure.operands.values() if (one := spot(place, texts)) is not None]
    if stated is None:
        return any(overlap(found.stated, [one]) for one in operands)
    if overlap(found.stated, [stated]):
        return not operands or not found.operands or overlap(found.operands, operands)
    return overlap(found.operands, [stated]) and overlap(found.stated, operands)


@dataclass
class Score:
    """Counts over all documents."""

    wanted: Counter[str]
    met: Counter[str]
    met_alike: Counter[str]
    met_fairly: Counter[str]
    given: Counter[str]
    right: Counter[str]
    fair: Counter[str]
    unjudged: Counter[str]


def measure(document: Document, texts: Sequence[str], score: Score, missed: bool) -> None:
    found = check(texts, document.key)
    for figure in document.figures:
        near = [one for one in found if meets(one, figure, texts)]
        score.wanted[figure.verdict] += 1
        score.met[figure.verdict] += bool(near)
        alike = any(one.verdict == figure.verdict for one in near)
        fairly = any(one.verdict in (figure.verdict, *figure.also) for one in near)
        score.met_alike[figure.verdict] += alike
        score.met_fairly[figure.verdict] += fairly
        if missed and not fairly:
            said = ", ".join(sorted({one.verdict for one in near})) or "nothing"
            print(f"MISSED {document.key} {figure.id} {figure.kind} {figure.verdict}, said: {said}: {figure.why}")
    for one in found:
        judged = [figure for figure in document.figures if meets(one, figure, texts)]
        if not judged:
            score.unjudged[one.verdict] += 1
            if missed and one.verdict in ("contradiction", "definition", "implausible"):
                print(f"UNJUDGED {document.key} {one.verdict}: {one.words}")
            continue
        score.given[one.verdict] += 1
        right = any(figure.verdict == one.verdict for figure in judged)
        fair = any(one.verdict in (figure.verdict, *figure.also) for figure in judged)
        score.right[one.verdict] += right
        score.fair[one.verdict] += fair
        if missed and not fair:
            wanted = ", ".join(sorted({f"{figure.id} {figure.verdict}" for figure in judged}))
            print(f"WRONG {document.key} {one.verdict}, list says: {wanted}: {one.words}")


def alarms(document: Document, texts: Sequence[str]) -> list[str]:
    """Contradictions that come out of calm paragraphs."""
    found = []
    for one in check(texts, document.key):
        if one.verdict == "contradiction":
            calm = [
                lines for lines in document.paragraphs if any(lines[0] <= spot[0] <= lines[1] for spot in one.stated)
            ]
            found += [f"{document.key} {calm[0]}: {one.words}"] if calm else []
    return found


def numbers_to_change(document: Document, texts: Sequence[str]) -> list[tuple[Spot, Fraction, Fraction, str]]:
    """Each number of the mutable statements once: where it stands, what it is, what it becomes, in which statement."""
    known: dict[Spot, tuple[Spot, Fraction, Fraction, str]] = {}
    for figure in document.figures:
        if not figure.mutable:
            continue
        for name, value in mutations(figure):
            place = figure.stated if name == "stated" else figure.operands[name]
            where = spot(place, texts)
            if where is not None:
                known.setdefault(where, (where, place.value, value, figure.id))
    return [known[where] for where in sorted(known)]


def printed(old: str, value: Fraction, new: Fraction) -> str | None:
    """The characters of `new` written as the characters of `old` write `value`; None where they cannot be."""
    plain = old.replace(",", "").replace("，", "")
    try:
        factor = value / Fraction(plain) if Fraction(plain) else Fraction(1)
    except ValueError:
        return None
    digits = len(plain.split(".")[1]) if "." in plain else 0
    scaled = new / factor
    return f"{float(scaled):.{digits}f}"


def mutate(documents: Sequence[tuple[Document, list[str]]], count: int, seed: int, missed: bool) -> tuple[int, int]:
    """(how many changes led to a new finding, how many were made)."""
    pool = [
        (document, texts, *number) for document, texts in documents for number in numbers_to_change(document, texts)
    ]
    random.Random(seed).shuffle(pool)
    before = {document.key: {one.identity for one in check(texts, document.key)} for document, texts in documents}
    seen = made = 0
    for document, texts, (line, start, end), value, new, figure in pool:
        if made == count:
            break
        old = texts[line - 1][start:end]
        fresh = printed(old, value, new)
        if fresh is None or fresh == old:
            continue
        made += 1
        changed = [*texts]
        changed[line - 1] = texts[line - 1][:start] + fresh + texts[line - 1][end:]
        place = (line, start, start + len(fresh))
        hit = [
            one
            for one in check(changed, document.key)
            if one.identity not in before[document.key]
            and overlap(one.all, [place])
            and one.verdict not in ("consistent", "incomplete")
        ]
        seen += bool(hit)
        if missed and not hit:
            print(f"NOT SEEN {document.key} {figure} line {line}: {old} → {fresh}")
    return seen, made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=documents_folder(), help="folder with the texts")
    parser.add_argument("--missed", action="store_true", help="name what was missed or wrong")
    parser.add_argument("--mutations", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    if options.data is None:
        print("Not run: the texts are not here.")
        return 0
    documents = [
        (document, (options.data / document.text).read_text(encoding="utf-8").split("\n")) for document in read_all()
    ]
    score = Score(*(Counter() for _ in range(8)))
    for document, texts in documents:
        measure(document, texts, score, options.missed)
    print(
        "| verdict | on the list | met | met alike | met fairly | given and judged | right | fairly right | not judged |"
    )
    print("|---" * 9 + "|")
    for verdict in VERDICTS:
        cells = [getattr(score, name)[verdict] for name in Score.__dataclass_fields__]
        print(f"| {verdict} | " + " | ".join(map(str, cells)) + " |")
    calm = [line for document, texts in documents for line in alarms(document, texts)]
    paragraphs = sum(len(document.paragraphs) for document, _ in documents)
    print(f"False alarms in {paragraphs} calm paragraphs: {len(calm)}", *calm, sep="\n  ")
    if options.mutations:
        seen, made = mutate(documents, options.mutations, options.seed, options.missed)
        print(f"Changes seen: {seen} of {made} ({seen / made:.1%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
