"""Chinese text on a page of another language."""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def is_foreign(text: Any) -> bool:
    """Whether `text` is Chinese while the page is not."""
    return bool(text) and not (get_language() or "zh").startswith("zh") and HAN.search(str(text)) is not None


def marked(text: Any) -> SafeString:
    """`text`, marked as Chinese where it is Chinese on a page of another language: names, titles and quotations of documents."""
    escaped = conditional_escape(text)
    return SafeString(f'<span lang="zh">{escaped}</span>') if is_foreign(text) else escaped
