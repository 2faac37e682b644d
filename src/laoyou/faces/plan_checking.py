"""`laoyou plan check FILE`: the figures of a plan document, recomputed; works without a database."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="方案文件 / the plan document")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    parser.add_argument("--all", action="store_true", help="一致和取整的也列出 / list what agrees, too")
    parser.add_argument(
        "--report",
        metavar="FILE",
        type=Path,
        help="另写校核报告：.docx、.pdf 或 .xlsx / write a report, too: .docx, .pdf or .xlsx",
    )
    parser.add_argument(
        "--pack", metavar="NAME", help="用哪个包的普查数据作参照 / the pack whose census is compared with"
    )
    parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="语言 / language")


def run(arguments: argparse.Namespace) -> int:
    """Print the findings, doubtful first. The status is 0 whatever is found: a finding is a question, not a failure."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    import django

    django.setup()
    from laoyou.plans.public import check_plan_file, plan_check_json, plan_check_lines, write_check_report

    report = check_plan_file(arguments.file, pack=arguments.pack)
    if arguments.report:
        write_check_report(report, arguments.report, arguments.lang)
    if arguments.json:
        print(json.dumps(plan_check_json(report), ensure_ascii=False, indent=2))
        return 0
    for line in plan_check_lines(report, lang=arguments.lang, everything=arguments.all):
        print(line)
    return 0
