"""Refusals that a person can act on: a code, data, and a sentence rendered late.

The sentence is written in Chinese with named places, `%(name)s`; whoever shows it passes its own translation
(`gettext` on pages, nothing on the command line), so that this module needs no web framework.
"""

from collections.abc import Callable, Mapping

_sentences: dict[str, str] = {}


def declare(sentences: Mapping[str, str]) -> None:
    """
    Declare the Chinese sentence of each error code of a room, once, in its `errors.py`.

    A code that is declared twice with another sentence is a mistake of ours: ValueError.
    """
    for code, sentence in sentences.items():
        if _sentences.setdefault(code, sentence) != sentence:
            raise ValueError(f"error code {code!r} has two sentences")


def declared() -> dict[str, str]:
    """Every declared code with its Chinese sentence; a copy."""
    return dict(_sentences)


declare({"base.undeclared": "操作未能完成（%(code)s）。请记下代码并联系系统管理员。"})


class DomainError(Exception):
    """
    A refusal with a `code` ("room.reason"), `data` for its sentence, and no stack trace for the user.

    The sentence says what happened, what was expected, and what to do next.
    """

    def __init__(self, code: str, /, **data: object) -> None:
        self.code = code
        self.data = data
        super().__init__(code, data)

    def __reduce__(self) -> tuple[Callable[..., "DomainError"], tuple[object, ...]]:
        """So that a refusal can come back from another process."""
        return _again, (type(self), self.__dict__)

    @property
    def template(self) -> str:
        """The Chinese sentence before its places are filled: what a translator sees."""
        return _sentences.get(self.code) or _sentences["base.undeclared"]

    def sentence(self, translate: Callable[[str], str] | None = None) -> str:
        """The sentence for a person; `translate` turns the Chinese template into another language."""
        template = translate(self.template) if translate else self.template
        return template % {"code": self.code, **self.data}

    def __str__(self) -> str:
        return self.sentence()


def _again(kind: type[DomainError], state: Mapping[str, object]) -> DomainError:
    """A refusal as it was before it was pickled, whatever its class takes to be made."""
    error = kind.__new__(kind)
    error.__dict__.update(state)
    error.args = (error.code, error.data)
    return error
