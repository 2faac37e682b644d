"""Dazhou's and Hechuan's packs: aims with a number, quoted word for word, and no baseline that nobody published."""

from decimal import Decimal

import pytest

from laoyou.packs.public import Pack, load

AIMS = {
    "511700-dazhou": {
        "dz-01": (">=", "4.5", "assumed", 2025), "dz-02": (">=", "30000", "assumed", 2025),
        "dz-03": (">=", "55", "stated", 2025), "dz-04": (">=", "0.1", "stated", 2025),
        "dz-05": (">=", "10", "stated", 2025), "dz-06": (">=", "8", "stated", 2025),
        "dz-07": ("<=", "15", "assumed", 2025), "dz-08": (">=", "1", "assumed", 2022),
        "dz-09": (">=", "55", "stated", 2022),
    },
    "500117-hechuan": {
        "hc-01": ("<=", "15", "assumed", 2027), "hc-02": ("<=", "15", "assumed", 2027),
        "hc-04": (">=", "600", "stated", 2027),
    },
}  # fmt: skip
COMPARING = ("不少于", "不低于", "以上", "超过", "不高于")


@pytest.fixture(scope="module", params=sorted(AIMS))
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(request.param)


def test_every_aim_has_its_number_its_direction_and_its_year(pack: Pack) -> None:
    numbers = {code: entry for code, entry in pack.indicators.items() if not entry.target.qualitative}
    found = {
        code: (entry.target.operator, entry.target.value, entry.target.operator_basis, entry.target.year)
        for code, entry in numbers.items()
    }
    expected = {
        code: (operator, Decimal(value), basis, year)
        for code, (operator, value, basis, year) in AIMS[pack.name].items()
    }
    assert found == expected


def test_a_direction_is_stated_only_where_the_quoted_words_compare(pack: Pack) -> None:
    for code, entry in pack.indicators.items():
        assert entry.quote and entry.target.printed and entry.target.printed in entry.quote, code
        if not entry.target.qualitative:
            compares = any(word in entry.target.printed for word in COMPARING)
            assert (entry.target.operator_basis == "stated") == compares, code


def test_no_baseline_is_invented_and_no_attribute(pack: Pack) -> None:
    for entry in pack.indicators.values():
        assert entry.baseline is None and entry.attribute is None


def test_full_coverage_stays_words_and_no_number() -> None:
    aim = load("500117-hechuan").indicators["hc-03"]
    assert aim.target.qualitative and aim.target.value is None and aim.target.printed == "全覆盖"
    assert aim.definition.months and (aim.definition.months.from_, aim.definition.months.to) == (960, None)


def test_a_year_that_the_text_does_not_give_is_said_to_be_the_plans(pack: Pack) -> None:
    for code, entry in pack.indicators.items():
        if str(entry.target.year) not in (entry.quote or "") and code not in {"dz-02", "dz-03"}:
            assert entry.target.note and "没有写年份" in entry.target.note, code
