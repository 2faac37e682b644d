"""The rules of the packs: every benefit that was asked for is there, no rate is invented, and the example amounts lie in the example pack only."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from laoyou.base.month import Month
from laoyou.engines import rules
from laoyou.faces.cli import main
from laoyou.packs.public import Pack, load, pack_names, rule_book

MONTH = Month(2026, 10)
SUBJECTS = ("person", "living_household", "facility", "worker")
HELD = {
    "advanced_age_allowance", "elder_service_allowance", "elder_nursing_allowance", "disability_living_subsidy",
    "disability_nursing_subsidy", "care_insurance", "meal_subsidy", "home_adaptation", "visit_service", "public_bed_priority",
    "respite_quota", "family_doctor_package", "construction_subsidy", "operating_subsidy", "training_allowance", "post_allowance",
    "child_allowance", "care_voucher",
}  # fmt: skip


@pytest.fixture(scope="module", params=pack_names())
def pack(request: pytest.FixtureRequest) -> Pack:
    return load(request.param)


def test_every_benefit_can_be_prepared(pack: Pack) -> None:
    book = rule_book(pack)
    names = {ready.name for subject in SUBJECTS for ready in rules.prepare(book, MONTH, subject).benefits}
    assert names >= HELD
    assert (
        ("inclusive_place_subsidy" in names)
        == ("demonstration_centre_award" in names)
        == (pack.name == "510100-chengdu")
    )


def test_every_benefit_says_where_it_stands_and_whether_that_was_compared(pack: Pack) -> None:
    for versions in pack.benefits.values():
        for benefit in versions:
            assert benefit.document in pack.documents
            assert benefit.clause
            if benefit.verified:
                assert benefit.quote, f"{benefit.name} was compared with a sentence, which should stand beside it"
    for parameter in pack.parameters.values():
        for value in parameter.value:
            if value.verified:
                assert value.quote, parameter.name


def test_amounts_without_a_document_are_left_open_and_examples_are_marked(pack: Pack) -> None:
    for parameter in pack.parameters.values():
        for value in parameter.value:
            cited = pack.documents[value.document]
            invented = cited.status == "example"
            assert parameter.example == invented
            if value.document == "laoyou-conventions":
                assert value.to_be_entered, f"{parameter.name}: a convention of ours is no source of an amount"
    if pack.name == "500118-demo":
        missing = [one.name for one in pack.parameters.values() if any(value.to_be_entered for value in one.value)]
        assert {name for name in missing if not name.startswith("care_")} == set()


def test_the_example_district_pays_where_the_real_one_says_that_the_parameter_is_missing() -> None:
    facts = {"birth_date": MONTH.plus(-12 * 92).first_day, "registered_from": MONTH.plus(-500).first_day}
    found = {}
    for name in ("500118-yongchuan", "500118-demo"):
        explainer = rules.Explainer(rules.prepare(rule_book(load(name)), MONTH))
        found[name] = next(one for one in explainer.explain(facts) if one.benefit == "advanced_age_allowance")
    real, example = found.values()
    assert (real.status, real.amount, real.reading.parameter_missing) == ("entitled", None, True)
    assert (example.status, example.amount, example.reading.tier) == ("entitled", 15000, "ninety")


def test_somebody_of_whom_nothing_is_known_is_denied_nothing(pack: Pack) -> None:
    for subject in SUBJECTS:
        explainer = rules.Explainer(rules.prepare(rule_book(pack), MONTH, subject))
        for finding in explainer.explain({}):
            assert finding.status == "needs_information", finding.benefit
            assert finding.missing
            assert all(holder for _, holder in finding.missing), finding.benefit


def test_the_manual_says_every_sentence_case_and_holder_in_either_language(
    pack: Pack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "manual", pack.name]) == 0
    chinese = capsys.readouterr().out
    assert main(["pack", "manual", pack.name, "--lang", "en"]) == 0
    english = capsys.readouterr().out
    for versions in pack.benefits.values():
        for benefit in versions:
            assert f"## {benefit.title}\n" in chinese
            assert f"## {benefit.title_en}\n" in english
            for one in benefit.condition:
                assert f"| {one.text} | `{one.when}` |" in chinese
                assert f"| {one.text_en} | `{one.when}` |" in english
    assert pack.cases
    for case in pack.cases:
        assert f"| {case.name} |" in chinese
        assert f"| {case.name_en} |" in english
    assert ("待录入" in chinese) == ("to be entered" in english)
    assert "公安机关" in chinese
    quoted = re.sub(r'<span lang="zh">.*?</span>', "", english)
    assert not re.search(r"[\u4e00-\u9fff]", quoted)


def test_packs_are_read_without_polars() -> None:
    code = "import sys; from laoyou.packs.public import load, rule_book; rule_book(load('cn')); print('polars' in sys.modules, 'django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
