"""Whatever is wrong with a pack is said with its file and line, what was expected, and how to mend it, in both languages."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from laoyou.engines.rules.faults import CODES
from laoyou.packs.loading import check, load
from laoyou.packs.problems import PackError
from laoyou.packs.tests.conftest import GROUND, Break
from laoyou.packs.wordings import WORDINGS

PLAN, BEDS, CSV = "place/plans/plan.toml", "place/figures/beds.toml", "place/figures/beds.csv"
RULES, RULE_CASES = "place/benefits/old.toml", "place/cases/old.toml"
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
    (RULES, 'holder = "公安机关"\n', "", "missing_key", f"{RULES}:1", "holder"),
    (RULES, 'values = ["mild", "severe"]\n', "", "fact_values", f"{RULES}:10", "grade"),
    (RULES, "value = 25.5\n", "", "parameter_value", f"{RULES}:26", "编造"),
    (RULES, "value = 25.5", "value = 25.555", "parameter_digits", f"{RULES}:20", "25.555"),
    (RULES, 'from = "2025-01"', 'from = "2025-13"', "not_a_month", f"{RULES}:28", "2025-13"),
    (RULES, 'amount = "monthly"\n', "", "benefit_amount", f"{RULES}:56", "allowance"),
    (RULES, 'gives = "money"', 'gives = "services"', "benefit_unit", f"{RULES}:56", "allowance"),
    (RULES, 'document = "plan-a"', 'document = "plan-b"', "unknown_document", f"{RULES}:20", "plan-b"),
    (RULES, "title_en = \"A month\"", "title_en = \"A month\"\nexample = true", "example_in_real_pack", f"{RULES}:20", "monthly"),
    (RULES, "age(birth_date) >= 80", "age(birth_date) >=", "rule_syntax", f"{RULES}:70", "invalid syntax"),
    (RULES, "age(birth_date) >= 80", "__import__('os')", "rule_not_allowed", f"{RULES}:70", "__import__"),
    (RULES, "age(birth_date) >= 80", "age(birthday) >= 80", "rule_unknown_name", f"{RULES}:70", "birthday"),
    (RULES, "age(birth_date) >= 80", "monthly", "rule_type", f"{RULES}:70", "fen"),
    (RULES, 'grade == "severe"', 'grade == "sever"', "rule_unknown_code", f"{RULES}:46", "mild"),
    (RULES, 'grade == "severe"', "entitled(allowance)", "rule_circular", f"{RULES}:56", "allowance → severe → allowance"),
    (RULES, 'name = "severe"\nsubject = "person"', 'name = "severe"\nsubject = "facility"', "rule_other_subject", f"{RULES}:46", "facility"),
    (RULES, 'name = "grade"', 'name = "monthly"', "rule_name_twice", f"{RULES}:20", "monthly"),
    (RULES, 'from = "2025-01"\ndocument', 'from = "2025-01"\nto = "2026-01"\ndocument', "rule_parameter_missing", f"{RULES}:57", "2026-01"),
    (RULES, 'from = "2025-01"\nperiod', 'from = "2025-01"\nto = "2024-01"\nperiod', "rule_period", f"{RULES}:56", "颠倒"),
    (RULES, 'law = "month"', 'law = "moon"', "rule_law_missing", f"{RULES}:56", "moon"),
    (RULES, 'period = "month"', 'period = "month"\ndue_month = 3', "rule_due_month", f"{RULES}:56", "due_month"),
    (RULE_CASES, 'benefit = "allowance"', 'benefit = "nothing"', "case_unknown", f"{RULE_CASES}:1", "nothing"),
    (RULE_CASES, "birth_date =", "birthday =", "case_unknown", f"{RULE_CASES}:1", "birthday"),
    (RULE_CASES, "1946-03-31", '"1946-03-31"', "case_value", f"{RULE_CASES}:1", "1946-03-31"),
    (RULE_CASES, '"2026-03"', '"2020-03"', "case_not_in_force", f"{RULE_CASES}:1", "2020-03"),
    (RULE_CASES, "1946-03-31", "1946-04-01", "case_differs", f"{RULE_CASES}:1", "not_entitled"),
    (RULE_CASES, "amount = 25.5", "amount = 25", "case_differs", f"{RULE_CASES}:1", "25.5"),
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


def test_two_versions_at_once_and_what_cannot_be_compared_are_said(broken: Break):
    text = GROUND[RULES].lstrip("\n")
    allowance = text[text.index("[[benefit]]") :]
    later = allowance.replace('from = "2025-01"', 'from = "2026-01"', 1)
    root = broken(RULES, "", text + "\n" + later)
    assert [(problem.code, problem.data["month"]) for problem in check(["place"], root)] == [
        ("rule_overlap", "2026-01")
    ]
    ended = text.replace('from = "2025-01"\nperiod', 'from = "2025-01"\nto = "2026-01"\nperiod') + "\n" + later
    assert check(["place"], broken(RULES, "", ended)) == []
    versions = load("place", broken(RULES, "", ended)).benefits["allowance"]
    assert [version.from_.year for version in versions] == [2025, 2026]
    conflict = (
        '\n[[conflict]]\nname = "one"\ntitle = "一"\ntitle_en = "One"\nbenefits = ["allowance"]\nfrom = "2025-01"\n'
    )
    source = 'document = "plan-a"\nclause = "一"\nverified = true\n'
    assert [problem.code for problem in check(["place"], broken(RULES, "", text + conflict + source))] == [
        "rule_conflict"
    ]
    many = text + "".join(
        f'\n[[benefit.condition]]\nname = "c{n}"\ntext = "x"\ntext_en = "x"\nwhen = "severe"\n' for n in range(10)
    )
    assert [problem.code for problem in check(["place"], broken(RULES, "", many))] == ["rule_too_many"]
    twice = text + '\n[[benefit.tier]]\nname = "t"\ntitle = "x"\ntitle_en = "x"\nwhen = "severe"\namount = "monthly"\n'
    assert [problem.code for problem in check(["place"], broken(RULES, "", twice))] == ["rule_without_amount"]


def test_what_a_pack_above_says_of_a_benefit_counts(broken: Break):
    text = GROUND[RULES].lstrip("\n")
    root = broken()
    above = root / "above"
    (above / "benefits").mkdir(parents=True)
    manifest = (root / PACK).read_text().replace('code = "place"', 'code = "above"').replace('["ground"]', '["place"]')
    (above / "pack.toml").write_text(manifest.replace("plan-a", "plan-z"))
    parameter = text[text.index("[[parameter]]") : text.index("[[law]]")]
    (above / "benefits/more.toml").write_text(parameter.replace("25.5", "30"))
    assert check(["above"], root) == []
    below, upper = load("place", root), load("above", root)
    assert [pack.parameters["monthly"].value[0].value for pack in (below, upper)] == [Decimal("25.5"), Decimal(30)]
    fact = text[: text.index("[[fact]]", 5)]
    (above / "benefits/more.toml").write_text(fact)
    assert [problem.code for problem in check(["above"], root)] == ["duplicate"]


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
    assert used | set(CODES) == set(WORDINGS)
