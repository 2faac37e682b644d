"""The census of the four places: ages add up to everybody, counties to their city; and a changed cell is found."""

import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from laoyou.packs.public import Pack, check, load, packs_root

PLACES = {"500103-yuzhong": 588717, "500117-hechuan": 1245294, "510100-chengdu": 20937757, "511700-dazhou": 5385422}


@pytest.fixture(scope="module", params=sorted(PLACES))
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(request.param)


def persons(pack: Pack, area: str, sex: str, group: str) -> Decimal:
    value = pack.figures["census-2020-age-sex"].number((area, sex, group), "persons")
    assert value is not None
    return value


def test_ages_and_sexes_make_the_residents_of_every_area(pack: Pack) -> None:
    table = pack.figures["census-2020-age-sex"]
    population = pack.figures["resident-population"]
    assert population.number((pack.manifest.area, "2020-11-01"), "residents") == PLACES[pack.name]
    for area in {key[0] for key in table.rows}:
        groups = [(sex, group) for place, sex, group in table.rows if place == area and group != "total"]
        assert len(groups) == 38
        assert sum(persons(pack, area, *group) for group in groups) == population.number(
            (area, "2020-11-01"), "residents"
        )
        old = sum(persons(pack, area, *group) for group in groups if int(group[1].rstrip("+").split("-")[0]) >= 60)
        assert old == population.number((area, "2020-11-01"), "aged_60_up")


def test_the_counties_make_the_city(pack: Pack) -> None:
    table = pack.figures["census-2020-households"]
    below = [key for key in table.rows if key != (pack.manifest.area,)]
    if pack.manifest.level == "district":
        assert below == []
        return
    for column in ("family_households", "family_household_persons", "one_person_households"):
        assert sum(table.number(key, column) or 0 for key in below) == table.number((pack.manifest.area,), column)


def test_towns_lie_in_their_districts_and_have_names_in_both_languages(pack: Pack) -> None:
    own = [area for area in pack.areas.values() if area.id.startswith(pack.manifest.area)]
    assert sum(area.level == "town" for area in own) == {
        "500103-yuzhong": 11, "500117-hechuan": 30, "510100-chengdu": 261, "511700-dazhou": 200,
    }[pack.name]  # fmt: skip
    for area in own:
        assert area.name_en and area.name_en.isascii(), area.id
        assert area.administrative == (area.kind != "new_area")


@pytest.mark.parametrize(
    ("file", "before", "after", "code"),
    [
        ("510100-chengdu/figures/table-2.csv", ",5490,", ",5491,", "row_total"),
        ("510100-chengdu/figures/table-2.csv", ",5550,", ",5567,", "ratio"),
        ("500103-yuzhong/figures/staff.csv", ",106,", ",139,", "column_total"),
        ("511700-dazhou/figures/census-2020-households.csv", "511725,345817", "511725,345816", "row_total"),
    ],
)
def test_one_changed_cell_is_named_with_file_and_line(
    tmp_path: Path, file: str, before: str, after: str, code: str
) -> None:
    root = tmp_path / "packs"
    shutil.copytree(packs_root(), root)
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(before) == 1
    (root / file).write_text(text.replace(before, after), encoding="utf-8")
    found = check([file.partition("/")[0]], root)
    assert code in {problem.code for problem in found}
    assert {problem.file for problem in found} == {file} and all(problem.line > 1 for problem in found)
