"""The report on the demographic engine: what it would have forecast, its bands, its life tables, its accounts."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from laoyou.engines import demography
from laoyou.engines.demography.arrays import FloatArray
from tools.validation import wpp
from tools.validation.backtest import (
    FROZEN,
    HORIZONS,
    LAOYOU,
    LINEAR,
    MEASURES,
    METHODS,
    Settings,
    actual,
    cohort_component,
    forecasts,
)

WINDOWS = (1980, 1985, 1990, 1995, 2000)
"""Base years whose forecasts ten years ahead could be checked by 2010."""
EVALUATED = 2010
SETTINGS = Settings(memory=4, momentum=0.7, turnover=0.02, retained=0.5)
NEIGHBOURS: Mapping[str, Sequence[float]] = {
    "memory": (3, 6, 8),
    "momentum": (0.0, 0.5, 0.85),
    "turnover": (0.005, 0.01, 0.04),
    "retained": (0.0, 0.25, 0.75, 1.0),
}
LEVEL = 0.8
NAMES = {"total": "总人口 total", "60+": "60+", "80+": "80+", "0-4": "0—4 / 0–4"}
METHOD_NAMES = {LAOYOU: "老幼 Laoyou", FROZEN: "比率不变 frozen rates", LINEAR: "直线 linear"}
CHINA_TABLES = ("mx5dt", "e01dt")


@dataclass(frozen=True)
class Backtest:
    """Forecasts of every window and what came; (countries, horizons, measures)."""

    world: wpp.World
    said: Mapping[int, Mapping[str, FloatArray]]
    came: Mapping[int, FloatArray]


def files_missing(data: Path) -> list[str]:
    china = [f"china/wpp2024_china_{name}.csv" for name in CHINA_TABLES]
    return wpp.files_missing(data) + [name for name in china if not (data / name).is_file()]


def run(data: Path) -> tuple[str, list[str]]:
    """The report as Markdown, and what must hold and does not."""
    world = wpp.read(data)
    years = (*WINDOWS, EVALUATED)
    test = Backtest(
        world, {year: forecasts(world, year, SETTINGS) for year in years}, {year: actual(world, year) for year in years}
    )
    errors, broken = _errors(test)
    covered, uncovered = _coverage(test)
    parts = [
        _head(world),
        errors,
        _china(test),
        covered,
        _choice(test),
        _life_tables(data),
        _accounts(),
    ]
    broken += uncovered
    verdict = (
        "**全部成立。** All of what must hold holds."
        if not broken
        else "**未全部成立 / not all holds:** " + "; ".join(broken)
    )
    return "\n\n".join([parts[0], verdict, *parts[1:]]) + "\n", broken


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, first column to the left and the others to the right."""
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def percent(value: float, *, signed: bool = False) -> str:
    return f"{100 * value:{'+' if signed else ''}.1f}%"


def _head(world: wpp.World) -> str:
    return f"""# 人口推算的检验 Validation of the population projections

本文由程序算出，不要手改；重算：
This page is computed; do not edit it. To compute it anew:

```
./dev validate demography --data DIR
```

数据：联合国《世界人口展望》2019（{len(world.codes)} 个国家和地区，1950—2020年）和2024（中国），CC BY 3.0 IGO，取自 R 包 wpp2019、wpp2024。
Data: United Nations, World Population Prospects 2019 ({len(world.codes)} countries and territories, 1950–2020) and 2024 (China),
CC BY 3.0 IGO, from the R packages wpp2019 and wpp2024.

**须知。** 这些“过去”是联合国事后修匀、互相校正过的估计，不是当年能看到的数；真实的误差比这里大。区县比国家小，迁移也大得多，误差更大。
**Caveat.** This past is an estimate that the UN smoothed and reconciled with hindsight, not what could be seen at the time: real errors are larger.
A district is smaller than a country and people move more: its errors are larger still."""


def _errors(test: Backtest) -> tuple[str, list[str]]:
    came = test.came[EVALUATED]
    said = test.said[EVALUATED]
    whole = np.all([np.isfinite(values).all((1, 2)) for values in said.values()], axis=0)
    reports = {method: demography.accuracy(said[method][whole], came[whole]) for method in METHODS}
    rows = []
    for number, measure in enumerate(MEASURES):
        for method in METHODS:
            found = reports[method]
            rows.append(
                (
                    NAMES[measure],
                    METHOD_NAMES[method],
                    *(percent(found.mean[step, number]) for step in (0, 1)),
                    *(percent(value[1, number]) for value in (found.median, found.ninetieth)),
                    percent(found.bias[1, number], signed=True),
                )
            )
    broken = [
        f"{measure}: {METHOD_NAMES[LAOYOU]} ≥ {METHOD_NAMES[other]}"
        for measure in ("60+", "80+")
        for other in (FROZEN, LINEAR)
        if not (
            reports[LAOYOU].mean[1, list(MEASURES).index(measure)]
            < reports[other].mean[1, list(MEASURES).index(measure)]
        )
    ]
    left = len(whole) - int(whole.sum())
    head = (
        "指标 measure", "方法 method", "5年平均误差 mean error, 5 years", "10年平均误差 mean error, 10 years",
        "10年中位 median", "10年九成以内 ninetieth percentile", "10年偏差 bias",
    )  # fmt: skip
    worse = [
        NAMES[measure]
        for number, measure in enumerate(MEASURES)
        if reports[LAOYOU].mean[1, number] > min(reports[other].mean[1, number] for other in (FROZEN, LINEAR))
    ]
    confession = (
        f"十年平均误差不如较简单方法的指标：{'、'.join(worse)}。\nWhere a simpler method has the smaller mean error at ten years: {', '.join(worse)}."
        if worse
        else "十年平均误差各项都最小。\nThe mean error at ten years is the smallest of the three for every measure."
    )
    return (
        f"""## 2010年推2015、2020年 From 2010 to 2015 and 2020

各国等权的绝对百分误差；偏差为正表示推得偏高。{int(whole.sum())} 个国家和地区{f"（另有 {left} 个直线小于零，不计）" if left else ""}。三种方法只用2010年及以前的数据；
“比率不变”与“老幼”的迁移相同，差别只在死亡和生育；“直线”过最近三个点。
Absolute percentage errors, each country with equal weight; a positive bias means that too many were forecast. {int(whole.sum())} countries and
territories{f" ({left} more, whose line falls below zero, are left out)" if left else ""}. All three methods see nothing after 2010. “Frozen rates” has the same moves as “Laoyou” and
differs in deaths and births alone; “linear” runs through the last three counts.

{table(head, rows)}

{confession}""",
        broken,
    )


def _china(test: Backtest) -> str:
    country = test.world.codes.index(wpp.CHINA)
    rows = []
    for number, measure in enumerate(MEASURES):
        came = test.came[EVALUATED][country, :, number]
        said = [test.said[EVALUATED][method][country, :, number] for method in METHODS]
        rows.append(
            (
                NAMES[measure],
                f"{came[1] / 1000:,.1f}",
                f"{said[0][1] / 1000:,.1f}",
                *(percent(values[1] / came[1] - 1, signed=True) for values in said),
            )
        )
    first = EVALUATED - 5 * SETTINGS.memory
    declines = _declines(test.world, country)
    past = float(np.mean([declines[year] for year in range(first + 5, EVALUATED, 5)]))
    coming = [declines[year] for year in (EVALUATED, EVALUATED + 5)]
    head = ("指标 measure", "2020年 2020", "老幼 Laoyou", *(METHOD_NAMES[method] for method in METHODS))
    return f"""## 中国 China

单位：百万人；后三列为2020年的误差。
Millions; the last three columns are errors for 2020.

{table(head, rows)}

75—89岁的死亡率，{first}—{EVALUATED} 年平均每年降 {percent(past)}，此后两期每年降 {percent(coming[0])} 和 {percent(coming[1])}：只看过去的方法会少算80岁以上人口。
Death rates at ages 75–89 fell by {percent(past)} a year from {first} to {EVALUATED}, and by {percent(coming[0])} and {percent(coming[1])} a year in the two periods
after: whoever looks only at the past counts too few people aged 80 and over."""


def _declines(world: wpp.World, country: int) -> dict[int, float]:
    """First year of a period -> by which share death rates at 75-89 were lower than in the period before, for each year."""
    ages = [wpp.RATE_AGES.index(age) for age in (75, 80, 85)]
    level = np.log(world.mx[country][:, ages]).mean((0, 1))
    return dict(zip(wpp.PERIODS[1:], (1 - np.exp(np.diff(level) / 5)).tolist(), strict=True))


def _bands(test: Backtest, windows: Sequence[int]) -> demography.Bands:
    said = np.concatenate([test.said[year][LAOYOU] for year in windows])
    came = np.concatenate([test.came[year] for year in windows])
    return demography.error_bands(said, came, HORIZONS, level=LEVEL)


def _covered(test: Backtest, windows: Sequence[int], year: int) -> FloatArray:
    bands = _bands(test, windows)
    said = test.said[year][LAOYOU]
    return demography.coverage(said * bands.lower, said * bands.upper, test.came[year])


def _coverage(test: Backtest) -> tuple[str, list[str]]:
    rolling = [(year - 10, year) for year in (*WINDOWS[2:], EVALUATED) if year - 10 in WINDOWS]
    rows = [
        (f"{fitted}—{fitted + 10}", f"{year}—{year + 10}", *_shares(_covered(test, [fitted], year)))
        for fitted, year in rolling
    ]
    pools = [WINDOWS[-length:] for length in range(2, len(WINDOWS) + 1)]
    others = [
        (f"{pool[0]}—{pool[-1] + 10}", f"{EVALUATED}—{EVALUATED + 10}", *_shares(_covered(test, pool, EVALUATED)))
        for pool in pools
    ]
    final = _covered(test, [EVALUATED - 10], EVALUATED)
    broken = [
        f"{measure}, {HORIZONS[step]}: {percent(final[step, number])}"
        for step in range(len(HORIZONS))
        for number, measure in enumerate(MEASURES)
        if not 0.75 <= final[step, number] <= 0.90
    ]
    head = (
        "区间取自 fitted on", "检验于 checked on",
        *(f"{NAMES[measure]}，{step} 年 years" for step in HORIZONS for measure in MEASURES),
    )  # fmt: skip
    return (
        f"""## 80%区间的覆盖率 Coverage of the 80% bands

区间就是过去同一方法的误差（实际值÷推算值的10%和90%分位数）。规则：用基年之前最后一个已见分晓的十年，即基年前十年所作的推算；被检验的时期不参与定区间。
A band is what the same method erred by in the past: the 10% and 90% quantiles of actual ÷ forecast. The rule: the last ten years
whose outcome was known at the base year. The period that is checked takes no part.

{table(head, rows)}

把更早的时期也放进来，区间会变宽（早年数据和推算都差一些），供对照：
With earlier periods added the bands grow wider, because data and forecasts were worse then; for comparison:

{table(head, others)}""",
        broken,
    )


def _shares(values: FloatArray) -> tuple[str, ...]:
    return tuple(percent(value) for value in values.ravel())


def _choice(test: Backtest) -> str:
    def score(settings: Settings) -> FloatArray:
        errors = [
            demography.accuracy(cohort_component(test.world, year, settings), test.came[year]).mean[1]
            for year in WINDOWS
        ]
        return np.asarray(np.mean(errors, axis=0))

    rows = [("采用 chosen", _settings(SETTINGS), *_shares(score(SETTINGS)))]
    for name, values in NEIGHBOURS.items():
        for value in values:
            other = replace(SETTINGS, **{name: type(getattr(SETTINGS, name))(value)})
            rows.append((name, f"{value:g}", *_shares(score(other))))
    head = ("参数 setting", "取值 value", *(NAMES[measure] for measure in MEASURES))
    return f"""## 参数怎样选的 How the settings were chosen

只看在2010年已见分晓的推算（基年 {"、".join(map(str, WINDOWS))}）的十年平均误差；2010—2020年没有参与选择。每行只改一个参数。
By the mean errors at ten years of the forecasts whose outcome was known in 2010 (base years {", ".join(map(str, WINDOWS))}); 2010–2020
took no part. Each row changes one setting.

{table(head, rows)}

memory：Lee–Carter 所用的五年期数。momentum：生育率最近变化在下一期重复的比例。turnover：每年迁出又有人补入的比例。retained：过去净迁移延续的比例。
memory: five-year periods that Lee–Carter is fitted to. momentum: share of the last change of fertility that repeats itself in the
next period. turnover: share that leaves in a year and is replaced. retained: share of past net moves that goes on."""


def _settings(settings: Settings) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in vars(settings).items())


def _life_tables(data: Path) -> str:
    rates = _rows(data / "china" / "wpp2024_china_mx5dt.csv")
    published = _rows(data / "china" / "wpp2024_china_e01dt.csv")
    rows, gaps = [], []
    for first in range(1950, 2020, 5):
        period = f"{first}-{first + 5}"
        row = [period.replace("-", "—")]
        for column, sex in (("M", "male"), ("F", "female")):
            mx = [float(line[f"mx{column}"]) for line in rates if line["period"] == period]
            own = float(
                demography.life_table(mx, wpp.RATE_AGES, sex="male" if sex == "male" else "female").expectation()
            )
            annual = {int(line["year"]): float(line[f"e0{column}"]) for line in published}
            # A period runs from mid-year to mid-year, so half of its first and of its last calendar year belong to it.
            theirs = float(np.average([annual[first + step] for step in range(6)], weights=[0.5, 1, 1, 1, 1, 0.5]))
            gaps.append(abs(own - theirs))
            row += [f"{own:.2f}", f"{theirs:.2f}", f"{own - theirs:+.2f}"]
        rows.append(row)
    head = (
        "时期 period", "男 male", "联合国 UN", "差 difference", "女 female", "联合国 UN", "差 difference",
    )  # fmt: skip
    return f"""## 寿命表 Life tables

由《展望2024》中国五年期死亡率算出的出生时平均预期寿命，与其公布的逐年值在各期的平均数相比；最大相差 {max(gaps):.2f} 岁。
（1955—1965年间死亡率骤变，五年平均的死亡率与五年的平均寿命本来就不是一回事。）
Expectation of life at birth from the five-year mortality rates of China in WPP 2024, beside the mean of the published annual
values of each period; they differ by {max(gaps):.2f} years at most. (Where mortality changes abruptly, as in 1955–1965, the mean of
the expectations is not the expectation under the mean rates.)

{table(head, rows)}

教科书的例子（奥地利1992年男性，Preston、Heuveline、Guillot 2001，框3.1）由测试逐格核对。
The example of the textbook (Austria 1992, males; Preston, Heuveline & Guillot 2001, box 3.1) is held cell by cell by a test."""


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _accounts() -> str:
    random = np.random.default_rng(20)
    areas, draws, years, ages, repeats = 5, 7, 12, 101, 40
    worst = 0.0
    for _ in range(repeats):
        found = demography.project(
            random.uniform(0, 1e5, (areas, 2, ages)),
            base_year=0,
            target_year=years,
            mx=np.exp(random.uniform(-9, 0.5, (areas, draws, years, 2, ages))),
            fertility=random.uniform(0, 0.2, (1, draws, years, ages)),
            boys_per_girl=1.08,
            migration=demography.Migration(
                random.uniform(0, 0.3, (areas, 2, ages)), random.uniform(0, 2e4, (areas, 2, ages))
            ),
            keep="components",
        )
        worst = max(worst, demography.accounting_gap(found))
    # The next power of ten: the last digits are the machine's.
    bound = f"1e{int(np.ceil(np.log10(max(worst, 1e-17))))}"
    cells = repeats * areas * draws * years * 2 * ages
    return f"""## 人口账 Accounts

期末＝期初＋出生－死亡＋迁入－迁出，逐个年龄、性别、区域、抽样核对 {cells:,} 格，最大相差不到最大一格的 {bound}（要求 1e-9 以内）；
日常测试用 Hypothesis 再对任意比率核对。
End = beginning + births − deaths + arrivals − departures, compared in {cells:,} cells by age, sex, area and draw: the largest gap is
below {bound} of the largest cell (1e-9 is allowed). The everyday tests compare again for arbitrary rates, with Hypothesis."""
