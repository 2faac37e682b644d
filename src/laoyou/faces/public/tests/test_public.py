"""The public face: only what was signed is shown, all of it at once, and no page reaches a register."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from django.test import Client

from laoyou.base.errors import DomainError
from laoyou.faces.public import bundle as bundles
from laoyou.faces.public import inbox
from laoyou.faces.public.bundle import (
    Bundle,
    PublicArea,
    PublicCircular,
    PublicFacility,
    PublicFile,
    PublicGrade,
    PublicIndex,
    PublicIndicator,
    PublicPicture,
    PublicSection,
    PublicSource,
    PublicTable,
    PublicTownValue,
    PublicValue,
    Words,
)
from laoyou.faces.public.distance import Spot, apart, kilometres
from laoyou.faces.public.ingest import ingest
from laoyou.faces.public.models import Publication, PublishedFacility, PublishedIndicator

pytestmark = pytest.mark.django_db(databases=["default", "edge"])

NOW = datetime(2026, 10, 31, 8, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
PUBLISHER = KEY.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def facility(number: int, **changes: Any) -> PublicFacility:
    plain: dict[str, Any] = {
        "id": f"f{number}",
        "name": f"示例机构{number}",
        "kind": "care_home",
        "kind_words": Words("养老机构", "Care home"),
        "kinds": ("care_home",),
        "tier": "affordable",
        "tier_words": Words("普惠", "Affordable"),
        "operation_words": Words("自营", "Self-run"),
        "area_id": "500118001001",
        "town_id": "500118001",
        "address": "示例路1号",
        "phone": "000-0000",
        "longitude": None,
        "latitude": None,
        "x": 10.0 * number,
        "y": 0.0,
        "beds": 10,
        "free_beds": number,
        "places": None,
        "free_places": None,
        "sessions": (),
        "as_of": date(2026, 10, 31),
        "example": True,
    }
    return PublicFacility(**{**plain, **changes})


def indicator(code: str = "yc-01") -> PublicIndicator:
    return PublicIndicator(
        code=code,
        name=Words("护理型床位占比", "Share of nursing beds"),
        section=Words("养老", "Elderly care"),
        unit=Words("%", "%"),
        value="51.25",
        decimals=2,
        as_of=date(2026, 10, 31),
        baseline="30",
        baseline_year=2021,
        target="55",
        operator=">=",
        target_year=2025,
        attribute="binding",
        state="ended_not_reached",
        state_words=Words("期满：未达到", "Period ended: not reached"),
        formula=Words("护理型床位数 ÷ 床位总数 × 100", "nursing beds ÷ beds × 100"),
        numerator="41",
        denominator="80",
        definition=Words("护理型床位占全部床位的比例"),
        doubt=Words(""),
        owner=Words("区民政局", "Civil affairs bureau"),
        plan=Words("示例方案", "Example plan"),
        period_end=date(2025, 12, 31),
        history=(
            PublicValue(date(2021, 12, 31), "30", "published"),
            PublicValue(date(2026, 10, 31), "51.25", "computed"),
        ),
        by_town=(PublicTownValue("500118001", "51.25"),),
        sources=(PublicSource("示例方案", "示例〔2021〕1号", "表2-1", True, True, "护理型床位占比"),),
        snapshot="2026-10-31",
        pack_version="0" * 64,
        formula_hash="1" * 64,
        program_version="0.1.0",
        example=True,
    )


def circular(title: str = "关于示例区2026年10月工作的通报", **changes: Any) -> PublicCircular:
    made = PublicCircular(
        id="",
        kind="monthly",
        kind_words=Words("月度通报", "Monthly circular"),
        title=title,
        number="示例〔2026〕1号",
        issuing_unit="示例办公室",
        dated=date(2026, 10, 31),
        period="2026年10月",
        on=date(2026, 10, 31),
        snapshot="2026-10-31",
        data_hash="2" * 64,
        text_hash="3" * 64,
        sections=(
            PublicSection(
                "总体情况",
                ("已达到1项。",),
                (PublicPicture("各镇街", "单位：%", '<svg xmlns="http://www.w3.org/2000/svg"></svg>'),),
                (PublicTable("指标情况表", ("指标", "本期"), (("护理型床位占比", "51.25"),), (1,)),),
            ),
        ),
        files=(PublicFile("pdf", b"%PDF-1.7"), PublicFile("docx", b"PK")),
        corrects="",
        corrected=False,
        corrected_by="",
        withdrawn_on=None,
        withdrawn_reason="",
        example=True,
    )
    named = replace(made, id=bundles.circular_id(made))
    return replace(named, **changes)


def index() -> PublicIndex:
    """One town is good for sure, of the other a measure is unknown."""
    weak, good = Words("待提升", "To improve"), Words("良好", "Good")
    return PublicIndex(
        title=Words("服务能力评价指数", "Index of services"),
        as_of=date(2026, 10, 31),
        pillars=(Words("服务供给", "Supply"),),
        grades=(weak, good),
        document=Words("示例", "Example"),
        clause="一",
        note=Words("", ""),
        towns=(PublicGrade("500118001", good, good, good), PublicGrade("500118002", Words(""), weak, good)),
        snapshot="2026-10-31",
        example=True,
    )


def bundle(sequence: int = 1, facilities: int = 3, circulars: tuple[PublicCircular, ...] = ()) -> Bundle:
    return Bundle(
        format=bundles.FORMAT,
        sequence=sequence,
        published_at=NOW,
        district=Words("示例区", "Example district"),
        demo=True,
        areas=(
            PublicArea("500118001", "500118", "town", Words("甲街道", "Jia"), 0.0, 0.0),
            PublicArea("500118002", "500118", "town", Words("乙镇", "Yi"), 50.0, 0.0),
        ),
        facilities=tuple(facility(number) for number in range(1, facilities + 1)),
        indicators=(indicator(),),
        circulars=circulars or (circular(),),
        index=index(),
    )


def take_in(made: Bundle, **changes: Any) -> Publication:
    data = bundles.to_bytes(made)
    return ingest(data, changes.get("signature", KEY.sign(data)), publisher=PUBLISHER, at=NOW)


def test_a_bundle_comes_out_as_it_went_in() -> None:
    made = bundle()
    assert bundles.from_bytes(bundles.to_bytes(made)) == made


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"[]",
        b"{}",
        b'{"format": 99}',
        bundles.to_bytes(bundle()).replace(b'"kinds"', b'"kindz"'),
        bundles.to_bytes(bundle())[:-20],
    ],
)
def test_what_is_no_bundle_is_refused_whole(broken: bytes) -> None:
    with pytest.raises(DomainError) as refusal:
        ingest(broken, KEY.sign(broken), publisher=PUBLISHER, at=NOW)
    assert refusal.value.code == "public.shape"
    assert not Publication.objects.exists()


def test_one_changed_byte_is_refused_by_its_signature() -> None:
    data = bundles.to_bytes(bundle())
    with pytest.raises(DomainError) as refusal:
        ingest(data.replace(b"51.25", b"91.25"), KEY.sign(data), publisher=PUBLISHER, at=NOW)
    assert refusal.value.code == "public.signature"


def test_a_new_bundle_takes_the_place_of_the_last_one_and_an_old_one_cannot_come_back() -> None:
    take_in(bundle(1, facilities=3))
    take_in(bundle(2, facilities=1))
    assert PublishedFacility.objects.count() == 1
    with pytest.raises(DomainError) as refusal:
        take_in(bundle(1, facilities=3))
    assert refusal.value.code == "public.not_newer"
    assert PublishedFacility.objects.count() == 1


def test_the_inbox_keeps_what_it_refuses_and_forgets_what_it_took(tmp_path: Path, settings: Any) -> None:
    settings.LAOYOU_HOME = tmp_path
    inbox.folder().mkdir(parents=True)
    inbox.trusted_publisher().write_bytes(PUBLISHER)
    for sequence, signature in ((1, None), (2, b"\0" * 64)):
        data = bundles.to_bytes(bundle(sequence))
        (inbox.folder() / f"{sequence:08d}.bundle").write_bytes(data)
        (inbox.folder() / f"{sequence:08d}.signature").write_bytes(signature or KEY.sign(data))
    assert inbox.take_in() == 1
    assert [path.name for path in inbox.folder().iterdir()] == ["00000002.refused"]
    assert Publication.objects.get().sequence == 1


def test_no_public_page_asks_the_registers_anything(client: Client) -> None:
    take_in(bundle())

    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError(f"a public page asked the register: {args[1]}")

    for address in (
        "/",
        "/find/",
        "/find/?need=elder&near=500118001&q=示例&free=1",
        "/find/f1/",
        "/progress/",
        "/progress/yc-01/",
        "/grades/",
        "/circulars/",
        f"/circulars/{circular().id}/",
        f"/circulars/{circular().id}/circular.pdf",
        f"/circulars/{circular().id}/picture-1.svg",
    ):
        with connections["default"].execute_wrapper(refuse):
            response = client.get(address)
        assert response.status_code == 200, address


def test_towns_are_shown_by_grades_with_their_ranges_and_nothing_finer(client: Client) -> None:
    take_in(bundle())
    page = client.get("/grades/").content.decode()
    assert "良好" in page
    assert "待提升至良好" in page
    assert "数据不全" in page
    assert {one.name for one in fields(PublicGrade)} == {"area_id", "grade", "low", "high"}, "no points, no ranks"


def test_a_facility_that_is_not_there_is_404(client: Client) -> None:
    take_in(bundle())
    assert client.get("/find/nothing/").status_code == 404
    assert client.get("/progress/nothing/").status_code == 404


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["示例机构1", "示例机构2", "示例机构3"]),
        ("near=500118002", ["示例机构3", "示例机构2", "示例机构1"]),
        ("need=child", []),
        ("town=500118002", []),
        ("kind=care_home&tier=affordable&q=机构2", ["示例机构2"]),
        ("page=999", ["示例机构1", "示例机构2", "示例机构3"]),
    ],
)
def test_the_finder_filters_and_puts_the_nearest_first(client: Client, query: str, names: list[str]) -> None:
    take_in(bundle())
    found = client.get(f"/find/?{query}").context["cards"]
    assert [card["name"] for card in found] == names


def test_without_a_publication_the_pages_say_so(client: Client) -> None:
    assert "这里还没有公开数据" in client.get("/").content.decode()
    assert PublishedIndicator.objects.count() == 0
    assert client.get("/find/").status_code == 200


def test_a_degree_of_latitude_is_about_111_kilometres() -> None:
    known = kilometres(Spot(105.9, 29.0, None, None), Spot(105.9, 30.0, None, None))
    assert known == pytest.approx(111.195, abs=0.01)
    assert kilometres(Spot(None, None, 1, 1), Spot(105.9, 30.0, None, None)) is None
    assert apart(Spot(None, None, 0, 0), Spot(None, None, 3, 4)) == 5


@pytest.mark.parametrize(
    "change",
    [
        {"title": "另一个题目"},
        {"files": (PublicFile("pdf", b"another"),)},
        {"sections": (PublicSection("总体情况", ("已达到9项。",), (), ()),)},
        {"dated": date(2026, 11, 1)},
    ],
)
def test_a_circular_that_no_longer_says_what_was_issued_is_refused_even_when_it_is_signed(
    change: dict[str, Any],
) -> None:
    take_in(bundle(1))
    with pytest.raises(DomainError) as refusal:
        take_in(bundle(2, circulars=(replace(circular(), **change),)))
    assert refusal.value.code == "public.circular_altered"
    assert Publication.objects.count() == 1


def test_a_circular_is_read_and_downloaded_byte_by_byte(client: Client) -> None:
    take_in(bundle())
    address = f"/circulars/{circular().id}/"
    page = client.get(address).content.decode()
    assert "已达到1项。" in page
    assert f'src="{address}picture-1.svg"' in page
    sent = client.get(f"{address}circular.pdf")
    assert (sent.content, sent["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert client.get(f"{address}nothing.pdf").status_code == 404
    assert client.get("/circulars/nothing/").status_code == 404
    assert circular().id in client.get("/circulars/").content.decode()


def test_what_became_of_a_circular_stands_on_its_page_with_the_way_to_its_successor(client: Client) -> None:
    new = circular("更正后的通报")
    old = circular(corrected=True, corrected_by=new.id)
    gone = circular("撤回的通报", withdrawn_on=date(2026, 11, 5), withdrawn_reason="数据重复", sections=(), files=())
    take_in(bundle(circulars=(new, old, gone)))
    assert f'href="/circulars/{new.id}/"' in client.get(f"/circulars/{old.id}/").content.decode()
    page = client.get(f"/circulars/{gone.id}/").content.decode()
    assert "数据重复" in page
    assert "已达到1项" not in page
    assert client.get(f"/circulars/{gone.id}/circular.pdf").status_code == 404


def test_one_that_was_withdrawn_brings_no_text_along() -> None:
    with pytest.raises(DomainError) as refusal:
        take_in(bundle(circulars=(circular(withdrawn_on=date(2026, 11, 5), withdrawn_reason="数据重复"),)))
    assert refusal.value.code == "public.circular_altered"
