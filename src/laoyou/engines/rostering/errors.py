"""What rostering refuses, in words; places are named by their row, counted from 0."""

from __future__ import annotations

from laoyou.base.errors import declare

declare(
    {
        "rostering.minutes_shape": "路程表应是方阵，每个地点一行一列；实际形状是 %(found)s。请检查行列。",
        "rostering.minutes_unknown": "路程表第 %(row)s 行第 %(column)s 列（从 0 数起）缺失。走不到请写无穷大，不要留空。",
        "rostering.minutes_negative": "路程表第 %(row)s 行第 %(column)s 列（从 0 数起）是负数（%(value)s）。路程应不小于 0。",
        "rostering.no_place": "“%(id)s”的地点编号 %(place)s 不在路程表里；路程表有 %(places)s 个地点，从 0 数起。请核对地点。",
        "rostering.twice": "编号“%(id)s”出现了两次。每次上门和每位护理员的编号应各不相同。",
        "rostering.visit_minutes": "上门“%(id)s”的服务时长是 %(value)s 分钟。应是大于 0 的数，例如 45。",
        "rostering.window": "上门“%(id)s”的时间段从 %(first)s 到 %(last)s（从零点数起的分钟）。结束应不早于开始，例如 480 到 600。",
        "rostering.gap": "上门“%(id)s”两位护理员的间隔从 %(first)s 到 %(last)s 分钟。上限应不小于下限；同时到达请写 0 和 0。",
        "rostering.priority": "上门“%(id)s”的优先程度是 %(value)s。应是大于 0 的数，普通为 1。",
        "rostering.shift": "护理员“%(id)s”的班次从 %(first)s 到 %(last)s（从零点数起的分钟）。结束应不早于开始，例如 480 到 1020。",
        "rostering.lunch": "护理员“%(id)s”的午休（%(minutes)s 分钟，最早 %(first)s 开始，最晚 %(last)s 开始）排不进班次。请调整午休或班次。",
        "rostering.work_minutes": "护理员“%(id)s”的工作时长上限是 %(value)s 分钟。应是不小于 0 的数。",
        "rostering.costs": "权重“%(name)s”是 %(value)s。应是不小于 0 的数。",
        "rostering.effort": "计算时间（秒）和轮数应是不小于 0 的数；实际的“%(name)s”是 %(value)s。",
        "rostering.month": "月度排班的“%(name)s”无效：每行一个数，不可缺失、不可为负，编号不可超出范围；每位老人当月至少 1 次、每天至多 1 次。请核对。",
        "rostering.running_carer": "正在执行的排班里有护理员“%(id)s”，名单里却没有。请保留在名单里；提前离岗的，把班次结束改到离岗时刻。",
        "rostering.running_visit": "“%(id)s”已经开始或完成，名单里却没有这次上门。请保留在名单里。",
    }
)
