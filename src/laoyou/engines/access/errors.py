"""What the access engine refuses, in words."""

from __future__ import annotations

from laoyou.base.errors import declare

declare(
    {
        "access.no_streets": "路网里没有道路。请检查文件是否选对、是否含有道路（highway）数据。",
        "access.bad_edge": "路网第 %(row)s 段有误：%(value)s 分钟。通行时间应是不小于 0 的数，请检查长度和速度。",
        "access.negative_people": "第 %(row)s 行的人数是 %(value)s（共 %(rows)s 行有误）。人数应是不小于 0 的数；未知的请不要填 0，而是去掉该行。",
        "access.negative_supply": "第 %(row)s 行的床位（托位）数是 %(value)s（共 %(rows)s 行有误）。应是不小于 0 的数；未知的请不要填 0，而是去掉该行。",
        "access.no_sites": "一个可用的设施点也没有，无法计算。请至少给出一个在路网上的设施。",
        "access.unknown_site": "没有编号为 %(site)s 的设施点，或它已被移除。",
        "access.off_network": "该点不在路网上：最近的道路在 %(metres)s 米外，超过了 %(limit)s 米。请检查坐标。",
        "access.on_island": "该点最近的道路与主路网不相通（孤立路段），从这里到不了其他地方。请检查路网，或把点移到相通的道路旁。",
        "access.no_coordinates": "该点没有坐标。请先补上坐标。",
        "access.too_many_pairs": "时限内的“设施—居民点”组合超过 %(limit)s 对，内存放不下。请缩短时限，或改用不保存组合的算法（fca_by_search）。",
        "access.not_degrees": "坐标 %(longitude)s, %(latitude)s 不是经纬度：经度应在 -180 至 180 之间，纬度应在 -90 至 90 之间。若是投影坐标，请先转换为 WGS 84 经纬度。",
        "access.swapped": "经度和纬度好像写反了：%(rows)s 个点里有 %(bad)s 个调换后才落在范围内。请按“经度, 纬度”的顺序重新导出。",
        "access.no_limit": "时限应大于 0 分钟，现在是 %(limit)s。",
    }
)
