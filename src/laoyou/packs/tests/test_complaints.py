"""Whatever is wrong with a pack is said with its file and line, what was expected, and how to mend it, in both languages."""

import re
from pathlib import Path

import pytest

from laoyou.packs.loading import check, load
from laoyou.packs.problems import PackError
from laoyou.packs.tests.conftest import GROUND, Break
from laoyou.packs.wordings import WORDINGS

PLAN, BEDS, CSV = "place/plans/plan.toml", "place/figures/beds.toml", "place/figures/beds.csv"
NORMS, PACK, AREAS, UNITS = "place/norms.toml", "place/pack.toml", "place/areas.csv", "place/units.toml"

CASES = [
    # file, old, new, code, where (file:line), words that the Chinese sentence holds
    (PLAN, "[plan]", "[plan", "broken_toml", f"{PLAN}:1", "TOML"),
    (PLAN, 'unit = "beds_per_1000_elders"\n', 'unit = "beds_per_1000_elders"\ncolour = "red"\n', "unknown_key", f"{PLAN}:14", "colour"),
    (PLAN, "clause =", "clauze =", "unknown_key", f"{PLAN}:16", "是不是“clause”"),
    (PLAN, 'clause = "表2 第1项"\n', "", "missing_source", f"{PLAN}:9", "clause"),
    (PLAN, ", year = 2025", "", "target_without_year", f"{PLAN}:14", "2025"),
    (PLAN, "value = 30,", 'value = "30",', "not_a_number", f"{PLAN}:14", "30"),
    (PLAN, "period_end = 2025-12-31", 'period_end = "去年"', "wrong_type", f"{PLAN}:6", "日期"),
    (PLAN, "period_end = 2025-12-31", "period_end = 2020-12-31", "period_upside_down", f"{PLAN}:1", "颠倒"),
    (PLAN, 'unit = "beds_per_1000_elders"', 'unit = "张"', "not_one_of", f"{PLAN}:13", "beds"),
    (PLAN, 'operator = ">="', 'operator = "≥"', "not_one_of", f"{PLAN}:14", ">="),
    (PLAN, ', operator_basis = "assumed"', "", "operator_without_basis", f"{PLAN}:14", "assumed"),
    (PLAN, "value = 30, ", "", "target_without_value", f"{PLAN}:14", "unrestored"),
    (PLAN, 'operator = ">="', 'operator = "range"', "range_needs_upper", f"{PLAN}:14", "upper"),
    (PLAN, "区民政局", "区民政科", "unlisted_owner", f"{PLAN}:9", "units.toml"),
    (PLAN, 'responsible_units = ["区民政局"]\n', "", "owner_missing", f"{PLAN}:9", "p-1"),
    (PLAN, 'table = "beds"', 'table = "sofas"', "unknown_table", f"{PLAN}:20", "residents"),
    (PLAN, 'sum = "actual"', 'sum = "imagined"', "unknown_measure_column", f"{PLAN}:20", "occupied"),
    (PLAN, 'sum = "actual"', 'sum = "tier"', "column_does_not_sum", f"{PLAN}:20", "actual"),
    (PLAN, 'sum = "actual", ', "", "count_or_sum", f"{PLAN}:20", "count"),
    (PLAN, "nursing = true", 'nursing = "yes"', "condition_type", f"{PLAN}:20", "nursing"),
    (PLAN, "nursing = true", 'tier = "cheap"', "unknown_code", f"{PLAN}:20", "safety_net"),
    (PLAN, "nursing = true", "nursing = {}", "empty_condition", f"{PLAN}:20", "条件"),
    (PLAN, "beds.elders", "beds.rate.x", "unknown_figure", f"{PLAN}:18", "beds"),
    (PLAN, 'document = "plan-a"', 'document = "plan-b"', "unknown_document", f"{PLAN}:4", "plan-a"),
    (PLAN, "verified = true\n", "", "missing_verified", f"{PLAN}:1", "false"),
    (UNITS, "verified = false\n", 'verified = false\nsuccessor = "nobody"\n', "unknown_unit", f"{UNITS}:7", "nobody"),
    (UNITS, "verified = false\n", 'verified = false\nsuccessor = "civil"\n', "cyclic_successor", f"{UNITS}:7", "civil → civil"),
    (UNITS, 'area = "500118"', 'area = "500119"', "unknown_area", f"{UNITS}:5", "500119"),
    (NORMS, "verified = true\n", "", "missing_verified", f"{NORMS}:1", "未核对原文"),
    (NORMS, 'document = "plan-a"\n', "", "missing_source", f"{NORMS}:1", "document"),
    (NORMS, "value = 30\n", "", "norm_without_value", f"{NORMS}:1", "value"),
    (NORMS, "verified = true\n", "verified = true\nexample = true\n", "example_in_real_pack", f"{NORMS}:1", "示例"),
    (NORMS, "verified = true\n", 'verified = true\ndisagrees_with = ["nothing"]\n', "unknown_reference", f"{NORMS}:10", "nothing"),
    (NORMS, "verified = true\n", "verified = true\ndefinition = { months = { from = 36, to = 0 } }\n", "wrong_form", f"{NORMS}:10", "0"),
    (NORMS, "verified = true\n", "verified = true\ndefinition = { months = { from = 36, to = 12 } }\n", "month_range", f"{NORMS}:10", "36"),
    (BEDS, "verified = true\n", "", "missing_verified", f"{BEDS}:1", "verified"),
    (BEDS, 'unit = "persons"\n', "", "number_without_unit", f"{BEDS}:20", "elders"),
    (BEDS, 'columns = ["beds", "elders"]', 'columns = ["bods"]', "unknown_column_name", f"{BEDS}:1", "bods"),
    (BEDS, "as_of = 2021-12-31\n", "", "as_of_once", f"{BEDS}:1", "as_of"),
    (BEDS, 'row = "500118"', 'row = "500119"', "unknown_total_row", f"{BEDS}:32", "500119"),
    (CSV, "500118,15,1000,15.0", "500118,16,1000,16.0", "row_total", f"{CSV}:4", "相差 1"),
    (CSV, "25.0", "24.0", "ratio", f"{CSV}:2", "25.0"),
    (CSV, "500118002,5", "500118009,5", "unknown_area", f"{CSV}:3", "500118009"),
    (CSV, "500118002,5,600", "500118002,5,六百", "cell_type", f"{CSV}:3", "六百"),
    (CSV, "500118002,5,600", "500118002,5,６００", "cell_type", f"{CSV}:3", "６００"),
    (CSV, "500118002,5,600", "500118002,5.5,600", "cell_type", f"{CSV}:3", "整数"),
    (CSV, "500118002,5,600", "500118002,5,6,00", "broken_csv", f"{CSV}:3", "5 格"),
    (CSV, "500118002,5,600", ",5,600", "empty_key", f"{CSV}:3", "area"),
    (CSV, "500118002,5,600", "500118001,5,600", "duplicate", f"{CSV}:3", "beds.csv:2"),
    (CSV, "area,beds", "area,betten", "csv_header", f"{CSV}:1", "betten"),
    (AREAS, "500118001,500118,", "500118001,500119,", "unknown_area", f"{AREAS}:3", "500119"),
    (AREAS, "500118001,500118,", "500118001,500118002,", "area_not_below_parent", f"{AREAS}:3", "500118002"),
    (AREAS, "500118001,500118,town,", "500118001,500118,district,", "level_and_id", f"{AREAS}:3", "town"),
    (AREAS, "500118002,500118,", "500118001,500118,", "duplicate", f"{AREAS}:4", "areas.csv:3"),
    (AREAS, "town,street", "town,strasse", "not_one_of", f"{AREAS}:3", "street"),
    (PACK, 'code = "place"', 'code = "palace"', "wrong_code", f"{PACK}:2", "palace"),
    (PACK, 'extends = ["ground"]', 'extends = ["sky"]', "missing_pack", f"{PACK}:5", "ground"),
    (PACK, 'area = "500118"', 'area = "500119"', "unknown_area", f"{PACK}:3", "500119"),
    (CSV, "", None, "missing_file", CSV, "beds.csv"),
    (BEDS, "", None, "missing_file", CSV, "beds.toml"),
    ("place/figures/more.xlsx", "", "x", "stray_file", "place/figures/more.xlsx", "figures/*.csv"),
    (AREAS, "", GROUND[AREAS].encode("gb18030"), "not_utf8", f"{AREAS}:2", "GBK"),
    (NORMS, "", GROUND[NORMS].encode("utf-8-sig"), "bom", f"{NORMS}:1", "BOM"),
]  # fmt: skip


def test_the_sound_pack_is_sound(broken: Break):
    root = broken()
    assert check(root=root) == []
    pack = load("place", root)
    assert pack.chain == ("ground", "place")
    assert str(pack.figure("beds/500118002/rate").value) == "8.3"


@pytest.mark.parametrize(("file", "old", "new", "code", "place", "word"), CASES)
def test_each_mistake_is_said_once_where_it_stands(
    broken: Break, file: str, old: str, new: str | bytes | None, code: str, place: str, word: str
):
    problems = check(["place"], broken(file, old, new))
    found = {problem.code: problem for problem in problems}
    assert [problem.code for problem in problems].count(code) == 1, [problem.text() for problem in problems]
    assert found[code].place == place
    assert word in found[code].text()
    assert "%(" not in found[code].text() + found[code].text("en")


def test_a_circle_of_packs_is_said(broken: Break):
    root = broken("ground/pack.toml", 'level = "nation"\n', 'level = "nation"\nextends = ["place"]\n')
    assert [problem.code for problem in check(["place"], root)] == ["cyclic_extends"]
    assert "place → ground → place" in check(["place"], root)[0].text()


def test_loading_a_broken_pack_raises_everything_that_is_wrong(broken: Break):
    with pytest.raises(PackError) as caught:
        load("place", broken(NORMS, "verified = true\n", ""))
    assert [problem.code for problem in caught.value.problems] == ["missing_verified"]


def test_an_example_pack_must_mark_everything(broken: Break):
    root = broken(PACK, 'level = "district"', 'level = "district"\nexample = true')
    codes = {problem.code for problem in check(["place"], root)}
    assert codes == {"not_an_example"}


def test_a_declared_difference_is_kept_exactly(broken: Break):
    """A document that does not add up is transcribed as it is; the difference is declared and must stay the same."""
    declared = 'columns = ["beds", "elders"]\ndifferences = { beds = 1 }\nnote = "原文如此"'
    root = broken(BEDS, 'columns = ["beds", "elders"]', declared)
    assert [problem.code for problem in check(["place"], root)] == ["row_total"]
    csv = root / CSV
    csv.write_text(csv.read_text().replace("500118,15,1000,15.0", "500118,16,1000,16.0"))
    assert check(["place"], root) == []


def test_an_empty_cell_is_unknown_and_not_zero(broken: Break):
    root = broken(CSV, "500118002,5,600,8.3", "500118002,,600,")
    csv = root / CSV
    csv.write_text(csv.read_text().replace("500118,15,1000,15.0", "500118,10,1000,10.0"))
    assert load("place", root).figure("beds/500118002/beds").value is None


def test_both_languages_say_the_same_things():
    own = {"hint", "hint_en", "expected", "expected_en"}
    for code, wording in WORDINGS.items():
        zh, en = ({*re.findall(r"%\((\w+)\)s", "".join(_parts(code, language)))} - own for language in wording)
        assert zh == en, code
        assert not re.search(r"[\u4e00-\u9fff]", "".join(_parts(code, "en"))), code


def _parts(code: str, language: str) -> tuple[str, str, str]:
    wording = WORDINGS[code][language]  # type: ignore[index]
    return wording.what, wording.expected, wording.mend


def test_every_complaint_of_the_code_has_its_wording_and_none_is_left_over():
    folder = Path(__file__).parents[1]
    text = "\n".join(
        path.read_text() for path in folder.rglob("*.py") if "tests" not in path.parts and path.stem != "wordings"
    )
    used = {word for word in re.findall(r'"([a-z0-9_]+)"', text) if word in WORDINGS}
    raised = set(re.findall(r'(?:complaint|Problem|_at)\(\s*"([a-z0-9_]+)"', text))
    assert raised <= set(WORDINGS)
    assert used == set(WORDINGS)
