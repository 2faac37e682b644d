"""Keeps the English of every room complete: what its files ask to have translated against locale/en/…/django.po.

The source language is Chinese, so a msgid is a Chinese sentence. GNU gettext is not needed: Python files are read with
`ast`, templates with Django's own `templatize`, catalogues with polib. A room's catalogue must hold exactly the
messages that its files ask for, each with English, with the same placeholders and without a Chinese character.

    ./dev check translations            says what is wrong
    ./dev check translations --write    first adds empty entries for what is missing and drops what is no longer used
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

# Function -> positions of context, msgid, plural among its arguments (None: it has none).
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
CALLS |= {f"{name}_lazy": positions for name, positions in CALLS.items()}
CALLS["gettext_noop"] = (None, 0, None)

Key = tuple[str | None, str]


@dataclass(frozen=True)
class Message:
    """A sentence that some file asks to have translated; `line` counts from 1."""

    context: str | None
    text: str
    plural: str | None
    path: Path
    line: int

    @property
    def key(self) -> Key:
        return (self.context, self.text)


@dataclass(frozen=True)
class Problem:
    """One thing to mend: where it is and what to do."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{self.line}: {self.what}"


def translation_names(tree: ast.Module) -> dict[str, str]:
    """Local name -> translation function, for what a module imports (`from … import gettext_lazy as _`)."""
    names = {name: name for name in CALLS}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                if alias.name in CALLS:
                    names[alias.asname or alias.name] = alias.name
    return names


def messages_in_python(source: str, path: Path) -> Iterator[Message | Problem]:
    """What a Python file asks to have translated; a Problem where a sentence is put together instead of written out."""
    tree = ast.parse(source, str(path))
    names = translation_names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if called in names:
            yield from _message_of_call(node, CALLS[names[called]], path)
        elif called == "declare" and node.args and isinstance(node.args[0], ast.Dict):
            # base.errors.declare({code: sentence}): rooms below Django write the sentence without a call around it.
            for sentence in node.args[0].values:
                if isinstance(sentence, ast.Constant) and isinstance(sentence.value, str):
                    yield Message(None, sentence.value, None, path, sentence.lineno)
                elif isinstance(sentence, ast.JoinedStr | ast.BinOp):
                    yield Problem(path, sentence.lineno, COMPOSED)


COMPOSED = "write the whole sentence in one text, with %(name)s for values"


def _message_of_call(
    node: ast.Call, positions: tuple[int | None, int, int | None], path: Path
) -> Iterator[Message | Problem]:
    texts: list[str | None] = []
    for position in positions:
        argument = node.args[position] if position is not None and position < len(node.args) else None
        if isinstance(argument, ast.JoinedStr | ast.BinOp):
            yield Problem(path, node.lineno, COMPOSED)
            return
        value = argument.value if isinstance(argument, ast.Constant) else None
        texts.append(value if isinstance(value, str) else None)
    context, text, plural = texts
    if text:
        yield Message(context, text, plural, path, node.lineno)


STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL_IN_TEMPLATE = re.compile(rf"\b(gettext|ngettext|pgettext|npgettext|_)\(({STRING}(?:\s*,\s*{STRING})*)")
# A cotton attribute that is evaluated: <c-button :label="_('保存')">; to templatize it is plain text.
COTTON_ATTRIBUTE = re.compile(r"""\s:[\w.-]+=("[^"]*"|'[^']*')""")
CALL_IN_ATTRIBUTE = re.compile(rf"""\b_\(({STRING})\)""")


def messages_in_template(source: str, path: Path) -> Iterator[Message]:
    """What a template asks to have translated: trans, blocktranslate with plural, `_("…")`, and cotton attributes."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    pseudo_code = templatize(source, origin=str(path))
    for found in CALL_IN_TEMPLATE.finditer(pseudo_code):
        name = "gettext" if found[1] == "_" else found[1]
        arguments = [ast.literal_eval(text) for text in re.findall(STRING, found[2])]
        context_at, text_at, plural_at = CALLS[name]
        text = arguments[text_at]
        yield Message(
            None if context_at is None else arguments[context_at],
            text,
            None if plural_at is None else arguments[plural_at],
            path,
            line_of(source, text, pseudo_code.count("\n", 0, found.start()) + 1),
        )
    for attribute in COTTON_ATTRIBUTE.finditer(source):
        for call in CALL_IN_ATTRIBUTE.finditer(attribute[1][1:-1]):
            line = source.count("\n", 0, attribute.start()) + 1
            yield Message(None, ast.literal_eval(call[1]), None, path, line)


def line_of(source: str, text: str, guess: int) -> int:
    """The line where `text` begins; templatize may have joined lines, so its own count is only the second choice."""
    start = source.find(text.split("%")[0]) if text.split("%")[0] else -1
    return guess if start < 0 else source.count("\n", 0, start) + 1


def without_tags(source: str) -> str:
    """A template with comments, tags, variables and everything marked as Chinese blanked, its lines kept."""

    def blank(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", found[0])

    blocks = (
        r"{%\s*comment\b.*?endcomment\s*%}",
        r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}",
        r"<!--.*?-->",
        r"{#.*?#}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<([\w-]+)\b[^>]*\blang=[\"']zh[^>]*>.*?</\1>",
        r"<c-zh\b[^>]*>.*?</c-zh>",
        r"\s:[\w.-]+=(?:\"[^\"]*\"|'[^']*')",
    )
    for block in blocks:
        source = re.sub(block, blank, source, flags=re.DOTALL)
    return source


def untranslated_text(source: str, path: Path) -> Iterator[Problem]:
    """Chinese that a template shows without asking for a translation and without saying that it is Chinese."""
    for number, line in enumerate(without_tags(source).splitlines(), start=1):
        if found := HAN.search(line):
            near = line[max(0, found.start() - 10) : found.end() + 20].strip()
            yield Problem(
                path, number, f'"{near}" is not translated: use {{% trans %}}, or <c-zh> for a name or a quotation'
            )


def room_of(path: Path, package: Path) -> Path:
    """The folder whose catalogue holds a file's messages: the nearest one above that has a locale/, else the room."""
    room = package / path.relative_to(package).parts[0]
    for folder in path.parents:
        if (folder / "locale").is_dir() or folder in {room, package}:
            return folder
    return room


def source_files(package: Path) -> Iterator[Path]:
    """Every Python file and template of the product; tests and migrations speak to nobody."""
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if "tests" in parts or "migrations" in parts or "static" in parts or not path.is_file() or len(parts) < 2:
            continue
        if path.suffix == ".py" or (path.suffix in {".html", ".txt"} and "templates" in parts):
            yield path


def read_messages(package: Path) -> tuple[dict[Path, dict[Key, Message]], list[Problem]]:
    """Room folder -> the messages its files ask for, and what is wrong in those files."""
    rooms: dict[Path, dict[Key, Message]] = {}
    problems: list[Problem] = []
    for path in source_files(package):
        source = path.read_text(encoding="utf-8")
        room = room_of(path, package)
        if path.suffix == ".py":
            found: Iterable[Message | Problem] = messages_in_python(source, path)
        else:
            found = messages_in_template(source, path)
            problems.extend(untranslated_text(source, path))
        for item in found:
            if isinstance(item, Problem):
                problems.append(item)
                continue
            known = rooms.setdefault(room, {}).setdefault(item.key, item)
            if item.plural and not known.plural:
                rooms[room][item.key] = item
    return rooms, problems


PLACEHOLDER = re.compile(r"%\((\w+)\)[#0 +-]*\d*(?:\.\d+)?[sdfr]|{(\w*)[^{}]*}")


def placeholders(text: str) -> set[str]:
    """Names of the values a sentence takes: %(name)s and {name}."""
    return {percent or brace for percent, brace in PLACEHOLDER.findall(text)}


def check_entry(entry: polib.POEntry, path: Path) -> Iterator[Problem]:
    """What is wrong with one translation: empty, fuzzy, Chinese left in it, other placeholders than the Chinese."""
    line = entry.linenum or 0
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not texts or not all(texts) or (entry.msgid_plural and len(texts) != 2):
        yield Problem(path, line, f'"{entry.msgid}" has no English')
        return
    if entry.fuzzy:
        yield Problem(path, line, f'"{entry.msgid}" is marked fuzzy: read it again and take the mark away')
    wanted = placeholders(entry.msgid) | placeholders(entry.msgid_plural)
    for form, text in enumerate(texts):
        if HAN.search(text):
            yield Problem(path, line, f'the English of "{entry.msgid}" holds Chinese: "{text}"')
        got = placeholders(text)
        # "one resident" may leave the number out; every other form names every value.
        missing = wanted - got if not entry.msgid_plural or form else set()
        if missing or got - wanted:
            yield Problem(path, line, f'"{entry.msgid}" takes {sorted(wanted)}, its English {sorted(got)}')


def catalogue_of(room: Path) -> Path:
    return room / "locale" / "en" / "LC_MESSAGES" / "django.po"


def check(package: Path) -> list[Problem]:
    """Everything that keeps the English of the rooms under `package` from being complete and consistent."""
    rooms, problems = read_messages(package)
    english: dict[Key, tuple[str, Path]] = {}
    folders = set(rooms) | {path.parents[3] for path in package.glob("**/locale/en/LC_MESSAGES/django.po")}
    for room in sorted(folders):
        messages = rooms.get(room, {})
        path = catalogue_of(room)
        entries = read_catalogue(path) if path.exists() else {}
        for key in messages.keys() - entries.keys():
            message = messages[key]
            problems.append(
                Problem(message.path, message.line, f'"{message.text}" is not in {path.relative_to(package)}')
            )
        for key, entry in entries.items():
            if key not in messages:
                problems.append(
                    Problem(path, entry.linenum or 0, f'"{entry.msgid}" is asked for by no file: take it away')
                )
                continue
            if (messages[key].plural or "") != entry.msgid_plural:
                problems.append(Problem(path, entry.linenum or 0, f'"{entry.msgid}" has another plural in the code'))
            problems.extend(check_entry(entry, path))
            text = entry.msgstr or entry.msgstr_plural.get(1, "")
            said, where = english.setdefault(key, (text, path))
            if said != text and text:
                # Django merges the catalogues: one of the two would win everywhere.
                other = where.relative_to(package)
                what = f'"{entry.msgid}" is "{text}" here and "{said}" in {other}: agree, or use contexts'
                problems.append(Problem(path, entry.linenum or 0, what))
    return sorted(problems, key=lambda problem: (str(problem.path), problem.line, problem.what))


def read_catalogue(path: Path) -> dict[Key, polib.POEntry]:
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if not entry.obsolete}


METADATA = {
    "Project-Id-Version": "laoyou",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def write(package: Path) -> list[str]:
    """Bring each catalogue to exactly the messages asked for, sorted; returns a line for each change."""
    rooms, _ = read_messages(package)
    changes = []
    for room, messages in sorted(rooms.items()):
        path = catalogue_of(room)
        entries = read_catalogue(path) if path.exists() else {}
        for key in entries.keys() - messages.keys():
            entry = entries[key]
            changes.append(f"- {room.name}: {entry.msgid} = {entry.msgstr or entry.msgstr_plural.get(1, '')}")
        fresh = polib.POFile(wrapwidth=0)
        fresh.metadata = METADATA
        # Sorted, without line numbers: two people's changes seldom meet on one line.
        for key in sorted(messages, key=lambda key: (key[1], key[0] or "")):
            message = messages[key]
            entry = entries.get(key)
            if entry is None:
                changes.append(f"+ {room.name}: {message.text}")
                entry = polib.POEntry(msgctxt=message.context, msgid=message.text)
            if message.plural:
                old = entry.msgstr_plural or {0: entry.msgstr, 1: entry.msgstr}
                entry.msgid_plural, entry.msgstr, entry.msgstr_plural = message.plural, "", old
            elif entry.msgid_plural:
                entry.msgid_plural, entry.msgstr, entry.msgstr_plural = "", entry.msgstr_plural.get(1, ""), {}
            entry.occurrences, entry.flags = [], [flag for flag in entry.flags if flag == "fuzzy"]
            if "%(" in message.text:
                entry.flags.append("python-format")
            fresh.append(entry)
        path.parent.mkdir(parents=True, exist_ok=True)
        text = str(fresh) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return changes


def main(arguments: list[str]) -> int:
    package = ROOT / "src" / "laoyou"
    if "--write" in arguments:
        for change in write(package):
            print(change)
    problems = check(package)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
