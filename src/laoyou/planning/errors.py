"""What planning refuses, in words."""

from django.utils.translation import gettext_noop as _

from laoyou.base.errors import declare
from laoyou.core.errors import STATUS

declare(
    {
        "planning.no_file": _("找不到文件“%(file)s”。请检查路径。"),
        "planning.empty_file": _("文件“%(file)s”是空的。请重新下载或重新导出。"),
        "planning.unknown_format": _(
            "不认识文件“%(file)s”的格式。可以导入 OpenStreetMap 数据（.osm.pbf、.osm）和线状 GeoJSON（.geojson、.json）。"
        ),
        "planning.not_osm": _(
            "文件“%(file)s”不是完整的 OpenStreetMap 数据：%(problem)s。请重新下载，并核对文件大小和校验和。"
        ),
        "planning.not_geojson": _(
            "文件“%(file)s”不是线状 GeoJSON：%(problem)s。应为 FeatureCollection，每条路是 LineString 或 MultiLineString。"
        ),
        "planning.no_streets": _(
            "文件“%(file)s”里没有可以通行的道路（读到线 %(ways)s 条）。请检查范围和类型；OSM 道路须带 highway 标签。"
        ),
        "planning.no_positions": _(
            "文件“%(file)s”里道路的点大多没有坐标（缺 %(missing)s 个，共 %(points)s 个）。请用带节点的完整提取文件。"
        ),
        "planning.wrong_coordinates": _(
            "GeoJSON 声明的坐标系是“%(crs)s”。请先转换为 WGS 84 或 CGCS2000 经纬度（EPSG:4326、EPSG:4490）再导入。"
        ),
        "planning.shifted_streets": _(
            "路网坐标好像是 GCJ-02（互联网地图的偏移坐标）：%(points)s 个设施到道路的距离中位数是 %(before)s 米，若按偏移还原只有 %(after)s 米。"
            "请先把路网转换为 WGS 84 再导入。"
        ),
        "planning.shifted_points": _(
            "名册里的设施坐标好像是 GCJ-02（互联网地图的偏移坐标）：%(points)s 个设施到道路的距离中位数是 %(before)s 米，还原后只有 %(after)s 米。"
            "路网没有导入。请先把设施坐标转换为 WGS 84。"
        ),
        "planning.elsewhere": _(
            "路网不在本区：名册里 %(points)s 个有坐标的设施没有一个在路网范围附近。请检查是否选错了文件，或经度、纬度写反了。"
        ),
        "planning.in_pieces": _(
            "路网断成 %(pieces)s 块，最大的一块只占 %(share)s%% 的节点。请检查道路在路口是否相接（同一路口须用同一个点），再导入。"
        ),
        "planning.too_large": _(
            "路网范围太大（%(kilometres)s 公里）。请先裁剪到本区及周边，边长不超过 %(limit)s 公里。"
        ),
        "planning.unknown_network": _("没有编号为 %(network)s 的路网，或它已停用。"),
        "planning.no_network": _("还没有导入路网。请先运行 laoyou network import 文件。"),
        "planning.damaged_network": _("路网“%(name)s”的文件与记录不符。请重新导入，或从备份恢复。"),
        "planning.no_snapshot": _("还没有数据快照，无法统计各村（社区）人数。请先运行 laoyou snapshot。"),
        "planning.home_columns": _(
            "住处清单的第一行缺少列：%(columns)s。应有社区代码、经度、纬度，可另有户数。请补齐列名再导入。"
        ),
        "planning.home_community": _(
            "住处清单第 %(line)s 行的社区代码“%(code)s”不是本区现有的村（社区）。请更正这一行再导入。"
        ),
        "planning.home_row": _(
            "住处清单第 %(line)s 行的经度、纬度或户数不是数（户数不能小于零）。请更正这一行再导入，其他行没有导入。"
        ),
        "planning.no_homes": _("住处清单里没有一行住处。请检查文件。"),
        "planning.homes_elsewhere": _(
            "%(homes)s 个住处中有 %(away)s 个不在路网“%(network)s”近旁。请检查坐标是否为 WGS 84 或 CGCS2000、经度和纬度是否写反，再导入。"
        ),
        "planning.nobody_to_project": _("名册里还没有居住在本区的人，无法预测。请先导入名册。"),
        "planning.no_projection": _("还没有人口预测。请统筹人员先在“人口预测”页计算一次。"),
        "planning.no_place_chosen": _("请选择一个村（社区），或在地图上点一个位置。"),
        "planning.nothing_to_serve": _("这类人群在范围内没有人，无法选址。请换一个人群。"),
        "planning.stopped_too_early": _("还没有找到方案搜索就结束了。请放宽条件或重试。"),
        "planning.unnamed_scenario": _("请给情景起个名字。"),
        "planning.no_unit": _("你的账号没有登记单位，不能分享给本单位。请选择其他范围。"),
        "planning.no_candidates": _("没有可选的地点。请至少勾选一种候选地点。"),
        "planning.no_candidate_places": _(
            "勾选的候选地点在这个范围里一处也没有。请换一种候选地点，或换一个镇街；闲置房产在“闲置房产”页登记。"
        ),
        "planning.no_proposal": _("没有方案。%(said)s"),
        "planning.no_sites_to_propose": _("这个情景没有新增设施，不能转为项目。"),
        "planning.bad_speed": _("速度应在 %(low)s 至 %(high)s 公里/小时之间，现在是 %(kmh)s。"),
    }
)
STATUS.update({"planning.unknown_network": 404, "planning.no_network": 404, "planning.no_projection": 404})
