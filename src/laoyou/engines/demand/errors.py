"""What the demand engine refuses, in words."""

from laoyou.base.errors import declare

declare(
    {
        "demand.missing": "“%(what)s”没有数。缺数不能当作零：请先填报，或注明暂不计算。",
        "demand.negative": "“%(what)s”是负数（%(value)s）。请核对来源。",
        "demand.not_a_share": "“%(what)s”是 %(value)s，应在 0 到 1 之间。百分数请先除以 100。",
        "demand.zero_divisor": "“%(what)s”是零，不能作除数。请核对，或换一种算法。",
        "demand.unit": "“%(what)s”的单位是 %(found)s，这里需要 %(expected)s。请换用单位相符的数。",
        "demand.bare_percentage": "失能率要注明口径（国标等级、长护险等级、普查自理能力……），不能只给一个百分数。请用 Disability 写明标准、等级、年龄和来源。",
        "demand.level_unknown": "“%(definition)s”没有 %(level)s 级的比率，无法计算 %(wanted)s 级及以上的人数。请补充来源，或改用有数的等级。",
        "demand.level_not_told_apart": "“%(definition)s”的来源把 %(from)s 至 %(to)s 级合在一起，分不出 %(wanted)s 级及以上。请改用合在一起的等级。",
        "demand.levels_overlap": "“%(definition)s”的 %(level)s 级给了两次比率。请只保留一处。",
        "demand.no_such_level": "“%(definition)s”没有 %(level)s 级，等级从 0 到 %(highest)s。请核对标准。",
        "demand.definitions_differ": "不同口径的失能人数不能相加：“%(one)s”和“%(other)s”。请统一用一种口径。",
        "demand.shape": "“%(what)s”的形状是 %(found)s，应为 %(expected)s。请核对各维的次序和长度。",
        "demand.births_missing": "推算 %(month)s 需要 %(needed)s 起的出生数，现有的从 %(first)s 起。请补录更早的出生登记。",
    }
)
