"""The translation check finds every sentence of code and templates, and everything that is wrong with its English."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

from tools import messages, translations

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext, npgettext_lazy
from laoyou.base.errors import declare
title = _("居民")
count = ngettext("%(n)s 位居民", "%(n)s 位居民", n)
open_ = pgettext("door", "开")
beds = npgettext_lazy("open", "%(n)s 张", "%(n)s 张", n)
declare({"people.unknown": "没有 %(name)s 这个人"})
split = _("长句子"
          "的两半")
said = print("不译")
"""

TEMPLATE = """{% load i18n %}<h1 title="{% trans '标题' %}">{% translate "开" context "door" %}</h1>
{% blocktranslate count n=n trimmed %}
  共 {{ n }} 张床
{% plural %}
  共 {{ n }} 张床
{% endblocktranslate %}
{# {% trans "注释" %} #}{% comment %}{% trans "注释" %}{% endcomment %}
<c-button :label="_('保存')" other="{{ _("取消")|upper }}" />
"""


def found_in_python(source: str) -> set[tuple[str | None, str, str | None]]:
    items = translations.messages_in_python(source, Path("x.py"))
    return {(item.context, item.text, item.plural) for item in items if isinstance(item, translations.Message)}


def test_every_sentence_of_a_python_file_is_found() -> None:
    assert found_in_python(PYTHON) == {
        (None, "居民", None),
        (None, "%(n)s 位居民", "%(n)s 位居民"),
        ("door", "开", None),
        ("open", "%(n)s 张", "%(n)s 张"),
        (None, "没有 %(name)s 这个人", None),
        (None, "长句子的两半", None),
    }


@pytest.mark.parametrize("composed", ['_(f"共 {n} 张")', '_("共" + n)', '_("共 %s" % n)', 'declare({"a.b": "共" + n})'])
def test_a_sentence_put_together_inside_the_call_is_refused(composed: str) -> None:
    source = f"from django.utils.translation import gettext as _\n{composed}\n"
    (problem,) = translations.messages_in_python(source, Path("x.py"))
    assert isinstance(problem, translations.Problem)
    assert problem.line == 2


def test_every_sentence_of_a_template_is_found_with_its_line() -> None:
    found = {(m.context, m.text, m.plural): m.line for m in translations.messages_in_template(TEMPLATE, Path("x.html"))}
    assert found == {
        (None, "标题", None): 1,
        ("door", "开", None): 1,
        (None, "共 %(n)s 张床", "共 %(n)s 张床"): 3,
        (None, "保存", None): 8,
        (None, "取消", None): 8,
    }


def test_chinese_in_a_template_is_translated_or_marked_as_chinese() -> None:
    good = '<span lang="zh">永川区</span><c-zh>养老</c-zh><c-fact lang="zh">甲</c-fact>{% trans "居民" %}{# 说明 #}<!-- 说明 -->'
    assert list(translations.untranslated_text(good, Path("x.html"))) == []
    bad = '<p>\n居民</p><img alt="照片">'
    assert [problem.line for problem in translations.untranslated_text(bad, Path("x.html"))] == [2]
    assert len(list(translations.untranslated_text('<img alt="照片">', Path("x.html")))) == 1


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with one room that asks for three sentences, its catalogue written and translated."""
    package = tmp_path / "laoyou"
    (package / "people" / "templates").mkdir(parents=True)
    (package / "people" / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n"
        '_("居民")\n_("你好，%(name)s")\nngettext("%(n)s 位", "%(n)s 位", 2)\n'
    )
    assert len(translations.write(package)) == 3
    edit(package, {"居民": "Residents", "你好，%(name)s": "Hello, %(name)s"})
    catalogue = polib.pofile(str(translations.catalogue_of(package / "people")))
    next(entry for entry in catalogue if entry.msgid_plural).msgstr_plural = {0: "one person", 1: "%(n)s persons"}
    catalogue.save()
    return package


def edit(package: Path, english: dict[str, str], room: str = "people") -> None:
    catalogue = polib.pofile(str(translations.catalogue_of(package / room)))
    for entry in catalogue:
        entry.msgstr = english.get(entry.msgid, entry.msgstr)
    catalogue.save()


def said(package: Path) -> str:
    return "\n".join(problem.what for problem in translations.check(package))


def test_a_complete_catalogue_passes_and_writing_again_changes_nothing(package: Path) -> None:
    assert said(package) == ""
    path = translations.catalogue_of(package / "people")
    before = path.read_text()
    assert translations.write(package) == []
    assert polib.pofile(str(path)) == polib.pofile(before)


@pytest.mark.parametrize(
    ("english", "what"),
    [
        ("", "has no English"),
        ("Hello", "takes ['name'], its English []"),
        ("Hello, %(who)s", "takes ['name'], its English ['who']"),
        ("Hello 你, %(name)s", "holds Chinese"),
    ],
)
def test_a_poor_translation_is_found(package: Path, english: str, what: str) -> None:
    edit(package, {"你好，%(name)s": english})
    assert what in said(package)


def test_a_sentence_without_an_entry_and_an_entry_without_a_sentence_are_found(package: Path) -> None:
    views = package / "people" / "views.py"
    views.write_text(views.read_text().replace("居民", "住户"))
    assert '"住户" is not in people/locale' in said(package)
    assert '"居民" is asked for by no file' in said(package)
    assert translations.write(package) == ["- people: 居民 = Residents", "+ people: 住户"]


def test_two_rooms_may_not_translate_one_sentence_differently(package: Path) -> None:
    (package / "plans").mkdir()
    (package / "plans" / "views.py").write_text(
        'from django.utils.translation import gettext as _, pgettext\n_("居民")\npgettext("title", "居民")\n'
    )
    translations.write(package)
    catalogue = polib.pofile(str(translations.catalogue_of(package / "plans")))
    for entry in catalogue:
        entry.msgstr = "Inhabitants"
    catalogue.save()
    assert said(package).count("agree, or use contexts") == 1


def test_a_message_file_is_compiled_when_it_is_newer(package: Path) -> None:
    (written,) = messages.compile_messages(package)
    assert polib.mofile(str(written)).find("居民").msgstr == "Residents"
    assert messages.compile_messages(package) == []
