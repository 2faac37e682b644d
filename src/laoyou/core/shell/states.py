"""States: one sign, one word and one tone for each, so that nobody has to tell them by colour."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class State:
    """How a state is shown: `tone` is its style, `sign` stands before `word`."""

    code: str
    tone: str
    sign: str
    word: str | Promise


_STATES: dict[str, State] = {}


def register(code: str, tone: str, word: str | Promise, *, sign: str = "") -> None:
    """
    Declare a state that badges may show.

    tone    one of reached, on-course, behind, breach, no-data, in-doubt
    sign    the tone's own sign where it is left out
    """
    _STATES[code] = State(code, tone, sign or _SIGNS[tone], word)


_SIGNS = {"reached": "✓", "on-course": "→", "behind": "!", "breach": "✕", "no-data": "–", "in-doubt": "?"}

register("reached", "reached", _("已达到"))
register("on_course", "on-course", _("按进度"))
register("behind", "behind", _("落后"))
register("breach", "breach", _("突破底线"))
register("below_baseline", "breach", _("低于基期值"))
register("no_data", "no-data", _("暂无数据"))
register("in_doubt", "in-doubt", _("口径存疑"))
register("ended_reached", "reached", _("期满：已达到"))
register("ended_not_reached", "breach", _("期满：未达到"))
register("ended_not_evaluated", "no-data", _("期满：未评估"))


def state_of(code: str) -> State:
    """The state called `code`; an unknown one is shown by its code without a tone, never as if it were good."""
    return _STATES.get(code) or State(code, "no-data", "–", code)


def all_states() -> tuple[State, ...]:
    """Every declared state, in the order of declaration."""
    return tuple(_STATES.values())


def badge(code: str, *, word: str | Promise | None = None, tone: str = "") -> SafeString:
    """The badge of state `code`; `word` and `tone` override its own, e.g. for a room's own status with a known tone."""
    state = state_of(code)
    style = tone or state.tone
    return format_html(
        '<span class="state state-{}"><span class="state-sign" aria-hidden="true">{}</span>{}</span>',
        style,
        _SIGNS.get(style, state.sign) if tone else state.sign,
        state.word if word is None else word,
    )
