"""Templates keep the content security policy and the language of the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "laoyou"
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))

INLINE_STYLE = re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"<[^<>]*\s(on[a-z]+|hx-on[:-][^\s=]*)\s*=", re.IGNORECASE)
STYLE_ELEMENT = re.compile(r"<style[\s>]", re.IGNORECASE)
SCRIPT_ELEMENT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
ELSEWHERE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)
# A condition such as `if one == two` is no attribute; what stands between two tags is still seen.
TAG = re.compile(r"\{%.*?%\}", re.DOTALL)
HAN = re.compile(r"[\u3400-\u9fff]")
# What a translation tag, a comment or an element marked as Chinese may hold.
TRANSLATED = re.compile(
    r"\{%\s*(?:trans|translate)\b.*?%\}|\{%\s*(?:blocktrans|blocktranslate)\b.*?\{%\s*endblocktrans(?:late)?\s*%\}"
    r"|\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}|<([\w-]+)[^<>]*\slang=[\"']zh[^<>]*>.*?</\1>",
    re.DOTALL,
)


def faults(text: str) -> list[str]:
    """What in the template `text` a strict content security policy refuses, or leads to another machine."""
    found = [
        name
        for name, pattern in (
            ("style attribute", INLINE_STYLE),
            ("event attribute", INLINE_HANDLER),
            ("style element", STYLE_ELEMENT),
            ("another host", ELSEWHERE),
        )
        if pattern.search(TAG.sub(" ", text))
    ]
    scripts = SCRIPT_ELEMENT.findall(text)
    found += ["inline script" for one in scripts if "src=" not in one and "application/json" not in one]
    return found


def untranslated(text: str) -> list[str]:
    """Chinese in the template `text` that neither a translation tag nor lang=zh holds."""
    return [line.strip()[:80] for line in TRANSLATED.sub("", text).splitlines() if HAN.search(line)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_holds_nothing_inline_and_nothing_untranslated(path: Path) -> None:
    text = path.read_text("utf-8")
    assert faults(text) == []
    assert untranslated(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">', "<button onclick='go()'>", "<style>p {}</style>", "<script>go()</script>",
        '<script src="https://cdn.example/x.js"></script>', '<div hx-on:click="go()">', '<img src="//cdn.example/x.png">',
    ],
)  # fmt: skip
def test_each_fault_is_found(text: str) -> None:
    """The check itself fails where it should."""
    assert faults(text)


def test_chinese_outside_a_translation_tag_is_found() -> None:
    assert untranslated("<p>居民</p>") == ["<p>居民</p>"]
    assert untranslated('{% trans "居民" %}<span lang="zh">居民</span>{# 居民 #}') == []
