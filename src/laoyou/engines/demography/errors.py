"""What the demographic engine refuses, in words."""

from laoyou.base.errors import declare

declare(
    {
        "demography.shape": "“%(what)s”的形状是 %(found)s，应为 %(expected)s。请核对各维的次序和长度。",
        "demography.missing": "“%(what)s”在第 %(where)s 格没有数。缺数不能当作零：请补上，或去掉这一行再算。",
        "demography.negative": "“%(what)s”在第 %(where)s 格是负数（%(value)s）。请核对来源。",
        "demography.empty": "“%(what)s”全为零，算不出结果。请核对是否取错了表。",
        "demography.ages": "“%(what)s”的年龄分组不对：应从 0 岁起、逐组递增，例如 0、1、5、10……，最后一组无上限。",
        "demography.age_not_covered": "要求的年龄 %(age)s 岁不在可算的范围内（%(from)s 岁起）。请改用范围内的年龄，或补充出生数。",
        "demography.years": "目标年份 %(target)s 不晚于基年 %(base)s。请把目标年份改为基年之后的年份。",
        "demography.horizon": "“%(what)s”只有 %(found)s 年，推算需要 %(needed)s 年。请补足各年的参数，或缩短推算期。",
        "demography.rate_above_one": "“%(what)s”在第 %(where)s 格大于 1（%(value)s），不可能是比例。请核对单位，例如百分数要先除以 100。",
        "demography.emptied": "迁出的人比留下的人多：第 %(where)s 格（区域、抽样、性别、年龄）将成为负数（%(value)s）。请核对迁移数，或改用迁出率。",
        "demography.total_out_of_reach": "第 %(where)s 格（区域、抽样）达不到给定的总人口 %(total)s：那里没有可以增减的迁入或迁出。请补充迁移，或不限定总人口。",
        "demography.totals_disagree": "各行合计 %(rows)s 与各列合计 %(columns)s 不等，不能同时满足。请先核对两套合计。",
        "demography.not_reached": "调整 %(rounds)s 轮后仍差 %(gap)s，合计无法满足：可能有一行或一列本来就是零。请核对种子表。",
        "demography.too_few": "“%(what)s”只有 %(found)s 个，至少需要 %(needed)s 个。请补充更早的数据。",
        "demography.trend_below_zero": "按直线外推，%(where)s 到目标年份会小于零。直线在这里不适用，请改用队列要素法。",
        "demography.choice": "“%(what)s”不能是“%(found)s”。可以选：%(choices)s。",
    }
)
