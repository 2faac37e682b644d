"""What building or starting a demonstration refuses, in words."""

from laoyou.base.errors import declare


def _(sentence: str) -> str:
    """Marks a sentence for translation without Django, which is not set up yet when a build is refused."""
    return sentence


declare(
    {
        "demo.no_census": _(
            "地区包“%(pack)s”没有演示所需的普查数据（%(missing)s）。请换一个带普查表的地区包，例如 500118-demo，或补上这些表。"
        ),
        "demo.no_pack": _("没有名为“%(pack)s”的地区包。现有：%(known)s。请检查 --pack 的写法。"),
        "demo.broken_pack": _(
            "地区包“%(pack)s”有错，不能建演示区：%(problem)s 请运行 laoyou pack check 查看全部问题。"
        ),
        "demo.build_failed": _("演示区没有建成，原因见上面的输出；没有留下半成品。请修正后重试，或把输出发给开发者。"),
        "demo.build_killed": _(
            "建演示区的进程被信号 %(signal)s 结束（可能是内存不足）。没有留下半成品，请重试或用 --people 建小一些。"
        ),
        "demo.build_interrupted": _(
            "演示区没有建完，原因见上面的输出。已完成的阶段保留在数据库里，再次运行会接着建；加 --reset 从头开始。"
        ),
        "demo.too_few_people": _("演示人口 %(people)s 太少，每个镇街至少要能组成几户。请至少用 --people %(least)s。"),
        "demo.home_in_use": _(
            "文件夹 %(home)s 里已有数据，但不是演示区。为免覆盖，演示没有启动。请用环境变量 LAOYOU_HOME 指定另一个文件夹。"
        ),
        "demo.home_has_other_demo": _(
            "文件夹 %(home)s 里的演示区是 %(pack)s（%(people)s 人），与这次要求的不同。要重建请加 --reset，要保留请用 LAOYOU_HOME 指定另一个文件夹。"
        ),
        "demo.being_built": _("另一个进程正在 %(home)s 里建演示区。请等它完成，或先结束它再重试。"),
        "demo.disk_full": _(
            "磁盘空间不足：建演示区约需 %(needed)s MB，%(home)s 所在磁盘只剩 %(free)s MB。请腾出空间，或用 --people 建小一些。"
        ),
        "demo.database_not_empty": _(
            "数据库里已有不属于演示区的数据，演示没有启动。请让 LAOYOU_DATABASE_URL 指向一个空数据库。"
        ),
    }
)
