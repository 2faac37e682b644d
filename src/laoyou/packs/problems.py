"""What can be wrong with a pack, in words: where, what, what was expected, how to mend it.

`laoyou pack check` runs without the web framework, so the wordings stand here in both languages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from laoyou.base.errors import DomainError, declare
from laoyou.packs.wordings import WORDINGS, Language, Wording

declare(
    {
        "packs.broken": "地区的包无法读取：有 %(count)s 处问题，第一处在 %(place)s。"
        "请运行 laoyou pack check，查看每一处错在哪里、怎样改。"
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a pack. `file` is relative to the packs folder; `line` 0 is the whole file."""

    code: str
    file: str
    line: int = 0
    data: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file

    def wording(self, language: Language = "zh-hans") -> Wording:
        """The three sentences with the places filled."""
        template = WORDINGS[self.code][language]
        data = {"file": self.file, "line": str(self.line), **self.data}
        if language == "en":
            data = {name: text.replace("、", ", ") for name, text in data.items()}
        return Wording(template.what % data, template.expected % data, template.mend % data)

    def text(self, language: Language = "zh-hans") -> str:
        """Four lines for the terminal."""
        wording = self.wording(language)
        labels = ("应为：", "改法：") if language == "zh-hans" else ("expected: ", "to mend: ")
        first = f"{self.place}：{wording.what}" if language == "zh-hans" else f"{self.place}: {wording.what}"
        return f"{first}\n    {labels[0]}{wording.expected}\n    {labels[1]}{wording.mend}"


class PackError(DomainError):
    """A pack cannot be read; `problems` says everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("packs.broken", count=len(self.problems), place=self.problems[0].place)
