"""Nothing that a pack may say reaches a page as a bare code."""

from typing import get_args

from laoyou.packs.models.common import UnitOfMeasure
from laoyou.packs.models.measure import REGISTER_TABLES, Count
from laoyou.packs.public import load, pack_names
from laoyou.plans.presenters.measure_words import CODES, COLUMNS, TABLES, count_words
from laoyou.plans.presenters.words import UNITS


def test_every_unit_of_measure_has_words():
    assert set(UNITS) == set(get_args(UnitOfMeasure))


def test_every_table_column_and_code_of_a_measure_has_words():
    assert set(TABLES) >= set(REGISTER_TABLES)
    for table in REGISTER_TABLES.values():
        assert set(COLUMNS) >= set(table.columns)
        for column in table.columns.values():
            assert set(CODES) >= set(column.values)


def test_a_count_reads_as_an_official_would_write_it():
    count = Count.model_validate(
        {
            "table": "beds",
            "sum": "actual",
            "where": {"nursing": True, "facility_kind": ["care_home", "day_care_centre"]},
        }
    )
    assert count_words(count) == "床位数（实际；护理型；设施类型：养老机构、日间照料中心）"


def test_ages_are_said_in_years_where_they_are_whole_years():
    count = Count.model_validate({"table": "residents", "count": True, "where": {"age_months": {"ge": 720}}})
    assert count_words(count) == "居民名册人数（月龄：60周岁及以上）"


def test_every_formula_of_every_pack_can_be_said():
    formulas = [one.formula for name in pack_names() for one in load(name).indicators.values() if one.formula]
    assert len(formulas) > 20
    for formula in formulas:
        assert "_" not in count_words(formula.numerator)
