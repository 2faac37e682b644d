"""Words of two languages on a page: Chinese text where the page is English, and several words in a row."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def is_foreign(text: Any) -> bool:
    """Whether `text` is Chinese while the page is not."""
    return bool(text) and not (get_language() or "zh").startswith("zh") and HAN.search(str(text)) is not None


def _comma() -> str:
    return "、" if (get_language() or "zh").startswith("zh") else ", "


def together(words: Iterable[str]) -> str:
    """Several words in a row, as the page's language separates them."""
    return _comma().join(words)


def marked_together(words: Iterable[Any]) -> SafeString:
    """The same for a page: each word marked as Chinese where it is Chinese on a page of another language."""
    return format_html_join(_comma(), "{}", ((marked(word),) for word in words))


def marked(text: Any) -> SafeString:
    """`text`, marked as Chinese where it is Chinese on a page of another language: names, titles and quotations of documents."""
    escaped = conditional_escape(text)
    return SafeString(f'<span lang="zh">{escaped}</span>') if is_foreign(text) else escaped
