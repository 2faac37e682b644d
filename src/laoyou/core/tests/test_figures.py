"""Figures are printed as an office would round them, and unknown is never printed as zero."""

from decimal import Decimal

import pytest

from laoyou.core.figures import Number, show, url_of


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (None, None, "–"),
        (None, 2, "–"),
        (0, None, "0"),
        (1148896, None, "1,148,896"),
        (1148896, 0, "1,148,896"),
        (Decimal("76.25"), 1, "76.3"),
        (76.25, 1, "76.3"),
        (Decimal("-0.5"), 0, "-1"),
        (-0.3, 0, "0"),
        (Decimal("1.225"), 2, "1.23"),
        (1.225, 2, "1.23"),
        (Decimal("17.70"), None, "17.7"),
        (Decimal("1000"), None, "1,000"),
        (2 / 3, None, "0.6667"),
    ],
)
def test_numbers_are_rounded_half_up_and_grouped(value: Number | None, decimals: int | None, printed: str) -> None:
    assert show(value, decimals) == printed


def test_the_address_of_a_figure_keeps_its_reference_readable() -> None:
    assert url_of("beds:reading=approved&area=500118004") == "/figures/beds:reading=approved&area=500118004/"
    assert url_of("published:表/行/列") == "/figures/published:%E8%A1%A8%2F%E8%A1%8C%2F%E5%88%97/"
