"""What siting refuses, in words; places and sites are named by their row, counted from 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from laoyou.base.errors import DomainError, declare
from laoyou.engines.siting.results import Status

declare(
    {
        "siting.weights_shape": "权重应是一维数组，每个需求点一个数；实际形状是 %(found)s。请按需求点逐行给出人数。",
        "siting.weights_unknown": "第 %(place)s 个需求点（从 0 数起）的权重缺失或不是有限数。未知不等于零：请补上数值，或先去掉这个点。",
        "siting.weights_negative": "第 %(place)s 个需求点（从 0 数起）的权重是负数（%(value)s）。人数应不小于 0，请核对来源。",
        "siting.nothing_to_serve": "所有需求点的权重都是 0，没有需要服务的人。请核对人群和区域的选择。",
        "siting.minutes_shape": "路程表应有 %(places)s 行（需求点）、每个候选点一列；实际形状是 %(found)s。请检查行列是否对调。",
        "siting.minutes_unknown": "路程表第 %(place)s 行第 %(site)s 列（从 0 数起）缺失。走不到请写无穷大，不要留空。",
        "siting.minutes_negative": "路程表第 %(place)s 行第 %(site)s 列（从 0 数起）是负数（%(value)s）。路程应不小于 0。",
        "siting.candidates_shape": "候选点的“%(name)s”应有 %(expected)s 个数，每个候选点一个；实际有 %(found)s 个。",
        "siting.candidates_value": "第 %(site)s 个候选点（从 0 数起）的“%(name)s”无效（%(value)s）。应为不小于 0 的数，金额以分为整数。",
        "siting.fixed_and_closed": "第 %(site)s 个候选点（从 0 数起）既标为必须保留，又标为不可选用。请只保留一种。",
        "siting.no_candidates": "没有可选的候选点：%(closed)s 个不可选用，%(small)s 个面积不足，%(unknown)s 个面积不详。请放宽条件或增加候选点。",
        "siting.count": "新增点数应为整数且不小于 0；没有必须保留的点时至少为 1。实际是 %(value)s。",
        "siting.within": "时限应是大于 0 的分钟数，例如 15；实际是 %(value)s。",
        "siting.share": "覆盖比例应大于 0、不超过 1，例如 0.95；实际是 %(value)s。",
        "siting.limit_missing": "没有限制新增点数，也没有限制预算，答案就是全部建设。请至少给出一项。",
        "siting.effort": "计算时间（秒）、轮数和允许差距都应是不小于 0 的数；实际的“%(name)s”是 %(value)s。",
        "siting.budget": "预算应是以分为单位的整数，且不小于 0；实际是 %(value)s。",
        "siting.budget_costs": "给出了预算，却没有每个候选点的建设费用。请补上费用，否则预算没有意义。",
        "siting.budget_too_small": "预算 %(budget)s 元不够开设任何一个候选点：最便宜的要 %(cheapest)s 元。请提高预算或增加便宜的候选点。",
        "siting.places_unreachable": "有 %(count)s 个需求点（合计权重 %(weight)s）走不到任何可用的候选点，第一个是第 %(first)s 个（从 0 数起）。请增加候选点、放宽时限，或先去掉这些点。",
        "siting.cannot_cover": "即使启用全部可用的候选点，也只能覆盖 %(reachable)s%%，达不到要求的 %(share)s%%；有 %(count)s 个需求点（合计权重 %(weight)s）覆盖不到。请增加候选点、放宽时限或降低要求。",
        "siting.too_few_sites": "只开 %(count)s 个点，总有需求点走不到任何一个；至少要开 %(needed)s 个。请增加点数。",
        "siting.capacity_short": "床位不够：需要 %(need)s 张，在条件内最多能供 %(most)s 张。请增加候选点或预算，或允许一部分需求暂不满足。",
        "siting.no_allocation": "在给定的预算、点数、容量和时限内，不存在能满足全部需求的方案（已证明）。请放宽其中一项，或允许一部分需求暂不满足。",
        "siting.not_settled": "在给定的时间内，没有找到能满足全部需求的方案，也没能证明它不存在。请延长计算时间，或允许一部分需求暂不满足。",
        "siting.existing_not_fixed": "第 %(site)s 个候选点（从 0 数起）已有床位，却没有标为必须保留。已经开设的点请标为必须保留。",
        "siting.capacity_below": "第 %(site)s 个候选点（从 0 数起）的最大床位数 %(capacity)s 少于已有的或至少要建的 %(least)s 张。请核对。",
    }
)


class InfeasibleError(DomainError):
    """
    The question has no answer, and this is proven.

    places  rows of those who cannot be served whatever is built; empty where nobody in particular is out of reach
    """

    status = Status.INFEASIBLE

    def __init__(self, code: str, /, *, places: npt.NDArray[np.int64] | None = None, **data: Any) -> None:
        super().__init__(code, **data)
        self.places = np.zeros(0, np.int64) if places is None else places
