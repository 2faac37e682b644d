"""An indicator on its pages: what it says follows the register, and what is in doubt is not praised."""

from __future__ import annotations

import re

from django.test import Client

from laoyou.core.figures import url_of
from laoyou.plans.tests.conftest import OTHER_TOWN, TOWN, Registers, signed_in


def text(client: Client, url: str, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def figures_in(page: str) -> dict[str, str]:
    """Reference → printed value of every figure on a page."""
    found = re.findall(r'data-figure="([^"]+)"[^>]*><span class="figure-value">([^<]+)</span>', page)
    return {ref.replace("&amp;", "&"): value for ref, value in found}


def test_every_indicator_of_the_plan_is_in_the_list(planner: Client) -> None:
    page = text(planner, "/plans/indicators/")
    assert page.count("row-link") == 26


def test_one_more_bed_changes_the_indicator_its_town_and_its_page(planner: Client, registers: Registers) -> None:
    before = figures_in(text(planner, "/plans/indicators/yc-05/"))
    assert before["indicator:yc-05"] == "60.0"
    registers.beds.add(area=OTHER_TOWN, facility_kind="care_home", nursing=True, tier="affordable", actual=1)
    after = figures_in(text(planner, "/plans/indicators/yc-05/"))
    assert after["indicator:yc-05"] == "63.6"
    assert (before[f"indicator:yc-05@{OTHER_TOWN}"], after[f"indicator:yc-05@{OTHER_TOWN}"]) == ("0.0", "25.0")
    assert before[f"indicator:yc-05@{TOWN}"] == after[f"indicator:yc-05@{TOWN}"]
    assert figures_in(text(planner, url_of("indicator:yc-05")))["indicator:yc-05"] == "63.6"
    assert figures_in(text(planner, url_of("numerator:yc-05@500118")))["numerator:yc-05@500118"] == "7"


def test_a_value_in_doubt_is_not_called_reached(planner: Client, registers: Registers) -> None:
    for _bed in range(90):
        registers.beds.add(area=TOWN, facility_kind="care_home", nursing=True, tier="affordable", actual=1)
    page = text(planner, "/plans/indicators/yc-05/")
    assert "state-in-doubt" in page
    assert "state-reached" not in page
    assert "口径存疑" in page


def test_the_page_of_a_count_leads_to_its_rows_and_says_how_many(planner: Client) -> None:
    page = text(planner, url_of(f"numerator:yc-05@{TOWN}"))
    link = re.search(r'href="([^"]+)" data-rows="6"', page)
    assert link
    assert text(planner, link[1]).count("第") == 6
    assert "data-clause" in page


def test_the_denominator_by_head_is_the_official_one_and_the_register_stands_beside_it(
    planner: Client, registers: Registers
) -> None:
    registers.residents.add(residence_area=TOWN, age_months=800)
    page = text(planner, "/plans/indicators/yc-12/")
    shown = figures_in(page)
    official = [ref for ref in shown if ref.startswith("published:resident-population/500118/")]
    assert official
    assert shown["beside:yc-12@500118"] == "1"
    assert float(shown["indicator:yc-12"]) == round(10 / float(shown[official[0]].replace(",", "")) * 1000, 1)


def test_an_indicator_without_a_formula_says_that_it_is_reported_and_has_no_value(planner: Client) -> None:
    page = text(planner, "/plans/indicators/yc-01/")
    assert "由责任单位报送" in page
    assert "state-no-data" in page


def test_a_town_officer_sees_her_town_and_no_other(registers: Registers) -> None:
    officer = signed_in("town_officer", TOWN)
    shown = figures_in(text(officer, "/plans/indicators/yc-05/"))
    assert f"indicator:yc-05@{TOWN}" in shown
    assert f"indicator:yc-05@{OTHER_TOWN}" not in shown
    assert officer.get(url_of(f"indicator:yc-05@{OTHER_TOWN}")).status_code == 404
    assert officer.get(url_of(f"numerator:yc-05@{OTHER_TOWN}")).status_code == 404
    assert "data-rows" not in text(officer, url_of("numerator:yc-05@500118"))


def test_an_unknown_figure_or_indicator_is_not_found(planner: Client) -> None:
    for ref in (
        "indicator:none",
        "indicator:yc-05@510100",
        "reading:9",
        "reading:x",
        "published:yc-table-1-1/x/y",
        "x:y",
    ):
        assert planner.get(url_of(ref)).status_code == 404, ref
    assert planner.get("/plans/indicators/none/").status_code == 404
    assert planner.get("/plans/tables/none/").status_code == 404


def test_the_list_is_filtered_searched_and_sorted(planner: Client) -> None:
    # One by its definition, two by a register that holds nobody while statistics count hundreds of thousands.
    assert text(planner, "/plans/indicators/?state=in_doubt").count("row-link") == 3
    assert 0 < text(planner, "/plans/indicators/?attribute=binding").count("row-link") < 26
    assert text(planner, "/plans/indicators/?q=yc-05").count("row-link") == 1
    assert text(planner, "/plans/indicators/?sort=-number").index("yc-26") < text(
        planner, "/plans/indicators/?sort=-number"
    ).index("yc-01")


def test_what_needs_attention_stands_first(planner: Client) -> None:
    page = text(planner, "/plans/indicators/")
    assert page.index("state-in-doubt") < page.index("state-no-data")


def test_the_list_is_exported_with_numbers(planner: Client) -> None:
    file = b"".join(planner.get("/plans/indicators/?format=csv").streaming_content).decode("utf-8-sig")
    assert len(file.strip().splitlines()) == 27
    assert "60" in file


def test_a_published_table_shows_the_cell_one_came_from_and_checks_its_sums(planner: Client) -> None:
    page = text(planner, "/plans/tables/yc-table-1-1/?row=500118&column=beds#cell")
    marked = re.search(r'<td[^>]*id="cell"[^>]*>.*?</td>', page, re.S)
    assert marked
    assert "<mark>" in marked[0]
    assert "相符" in page


def test_a_sum_that_does_not_hold_in_the_document_is_said(planner: Client) -> None:
    pages = [
        text(planner, url) for url in re.findall(r'href="(/plans/tables/yc[^"]+)"', text(planner, "/plans/tables/"))
    ]
    assert len(pages) >= 3
    assert any("不符" in page for page in pages)


def test_pages_stand_in_english_and_every_chinese_word_is_marked_as_such(planner: Client) -> None:
    planner.cookies["laoyou_language"] = "en"
    urls = ["/plans/indicators/", "/plans/indicators/yc-05/", "/plans/indicators/yc-12/", "/plans/tables/"]
    urls += ["/plans/tables/yc-table-1-1/", url_of("indicator:yc-05"), url_of("numerator:yc-05@500118")]
    urls += [url_of("target:yc-05"), url_of("published:yc-table-1-1/500118/beds")]
    for url in urls:
        page = text(planner, url).partition("<main")[2].partition("</main>")[0]
        unmarked = re.sub(r'<(\w+)[^>]*lang="zh[^"]*"[^>]*>.*?</\1>', "", page, flags=re.S)
        unmarked = re.sub(r"<script.*?</script>|<option[^>]*>.*?</option>|<[^>]+>", "", unmarked, flags=re.S)
        han = re.findall(r"[\u3400-\u9fff]+", unmarked)
        assert not han, (url, han[:8])
