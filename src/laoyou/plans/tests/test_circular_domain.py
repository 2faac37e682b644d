"""Periods, and how figures in an edited text are found again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.plans.domain.circular import Kind, Period, keys_in, parts, period_of, plain, rebind

SHOWN = {"a": "40.3", "b": "1,025", "c": "40.3", "d": "7"}
TEXT = "护理型床位占比为⟦a⟧%，床位⟦b⟧张，其中2025年新增⟦d⟧张。目标为⟦c⟧%。"


@pytest.mark.parametrize(
    ("kind", "day", "start", "end", "words"),
    [
        (Kind.MONTHLY, date(2026, 12, 31), date(2026, 12, 1), date(2027, 1, 1), "2026年12月"),
        (Kind.QUARTERLY, date(2026, 11, 22), date(2026, 10, 1), date(2027, 1, 1), "2026年第四季度"),
        (Kind.YEARLY, date(2026, 1, 1), date(2026, 1, 1), date(2027, 1, 1), "2026年度"),
    ],
)
def test_a_period_holds_its_first_day_and_not_its_end(
    kind: Kind, day: date, start: date, end: date, words: str
) -> None:
    found = period_of(kind, day)
    assert (found, found.words) == (Period(kind, start, end), words)


def test_a_final_evaluation_speaks_of_the_years_of_its_plan() -> None:
    plan = (date(2021, 1, 1), date(2026, 1, 1))
    assert period_of(Kind.FINAL, date(2026, 11, 22), plan).words == "2021—2025年"


def test_words_may_change_around_figures_that_stay_bound() -> None:
    edited = (
        plain(TEXT, SHOWN)
        .replace("护理型床位占比为", "到10月底，护理型床位占比达到")
        .replace("床位1,025张", "共有床位1,025张")
    )
    found = rebind(TEXT, edited, SHOWN)
    assert keys_in(found.text) == ["a", "b", "d", "c"]
    assert plain(found.text, SHOWN) == edited
    assert (found.altered, found.typed) == ((), ("10",))


def test_a_figure_that_was_altered_is_told_with_what_it_was() -> None:
    found = rebind(TEXT, plain(TEXT, SHOWN).replace("1,025", "1,205"), SHOWN)
    assert [(one.key, one.was, one.now) for one in found.altered] == [("b", "1,025", "1,205")]
    assert keys_in(found.text) == ["a", "d", "c"]


@pytest.mark.parametrize("longer", ["140.3", "40.35", "40.3.1", "2,40.3"])
def test_a_digit_more_at_a_figure_is_an_alteration_and_not_the_figure(longer: str) -> None:
    found = rebind(TEXT, plain(TEXT, SHOWN).replace("为40.3%，", f"为{longer}%，"), SHOWN)
    assert [one.key for one in found.altered] == ["a"]


def test_a_sentence_that_was_taken_out_takes_its_figure_along() -> None:
    found = rebind(TEXT, plain(TEXT, SHOWN).replace("目标为40.3%。", ""), SHOWN)
    assert keys_in(found.text) == ["a", "b", "d"]
    assert not found.altered


def test_a_sentence_that_was_moved_keeps_its_figure() -> None:
    edited = "床位1,025张，其中2025年新增7张。护理型床位占比为40.3%。目标为40.3%。"
    found = rebind(TEXT, edited, SHOWN)
    assert sorted(keys_in(found.text)) == ["a", "b", "c", "d"]
    assert not found.altered


@given(
    st.lists(
        st.one_of(st.sampled_from(["⟦a⟧", "⟦b⟧", "⟦d⟧"]), st.text("床位张，。为的", min_size=1, max_size=4)),
        max_size=12,
    )
)
def test_what_nobody_changed_comes_back_as_it_was(pieces: list[str]) -> None:
    """Figures next to each other without a word between them would read as one number, and are parted here."""
    text = "，".join(pieces)
    found = rebind(text, plain(text, SHOWN), SHOWN)
    assert found.text == text
    assert not found.altered
    assert not found.typed


def test_parts_put_together_are_the_text() -> None:
    assert "".join(f"⟦{piece}⟧" if is_figure else piece for piece, is_figure in parts(TEXT)) == TEXT
