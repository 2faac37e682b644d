"""`laoyou demo`: build the demonstration where it is not there yet, then serve it."""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from laoyou.demo import errors  # noqa: F401 declares the sentences

TITLES = {
    "reference": ("区域、单位、日历", "areas, units, calendar"),
    "synthesis": ("虚构人口", "inventing people"),
    "people": ("写入居民", "writing residents"),
    "indexes": ("建立索引", "making indexes"),
    "ties": ("身份事实与家庭关系", "facts and family ties"),
    "facilities": ("机构与设施", "providers and facilities"),
    "accounts": ("账号", "accounts"),
    "ledger": ("任务和项目台账", "the ledger of tasks and projects"),
    "assessments": ("能力评估", "assessments"),
    "snapshot": ("名册快照", "a snapshot of the registers"),
    "streets": ("合成示例路网和住处", "synthetic streets and homes"),
    "indicators": ("计算指标", "computing indicators"),
    "circulars": ("写通报和评估", "writing circulars and the evaluation"),
    "projections": ("人口预测", "projecting people"),
    "publish": ("公开信息", "public information"),
    "finish": ("整理数据库", "finishing the database"),
}
SECONDS = {
    "reference": 1, "synthesis": 7, "people": 32, "indexes": 18, "ties": 10, "facilities": 8, "accounts": 2, "ledger": 1, "assessments": 1, "snapshot": 8,
    "streets": 4, "indicators": 2, "circulars": 5, "projections": 8, "publish": 2, "finish": 6,
}  # fmt: skip
"""How long each stage takes of a whole district on two cores; only the proportions matter, for the time left."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `laoyou demo`."""
    parser.add_argument(
        "--people", type=int, metavar="N", help="示例人口数，默认与普查相同 / residents, the census's by default"
    )
    parser.add_argument("--pack", default="500118-demo", metavar="P", help="地区包 / pack of the district")
    parser.add_argument("--no-serve", action="store_true", help="只建不启动 / build and stop")
    parser.add_argument(
        "--reset", action="store_true", help="重新建立，原来的演示区会被替换 / build anew, replacing what is there"
    )
    parser.add_argument("--host", default="127.0.0.1", help="监听地址 / address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="端口 / port")
    parser.add_argument(
        "--tls", action="store_true", help="用本机自签证书加密 / encrypt with a certificate of this machine"
    )
    parser.add_argument("--lang", choices=("zh-hans", "en"), default="zh-hans", help="语言 / language")


def run(arguments: argparse.Namespace) -> int:
    """Build where needed, then serve with one-time sign-in links printed, until interrupted."""
    english = arguments.lang == "en"
    home = Path(os.environ.get("LAOYOU_HOME") or Path.cwd() / ".laoyou").expanduser().resolve()
    os.environ["LAOYOU_HOME"] = str(home)
    if not arguments.no_serve:
        from laoyou.faces.serving import refuse_busy

        refuse_busy(arguments.host, arguments.port, command="laoyou demo")  # Before two minutes of building, not after.
    bar = Bar(english)
    started = time.monotonic()
    if os.environ.get("LAOYOU_DATABASE_URL", "").startswith("postgres"):
        from laoyou.demo.servers import build
    else:
        from laoyou.demo.homes import build
    try:
        built = build(home, people=arguments.people, pack=arguments.pack, progress=bar, reset=arguments.reset)
    finally:
        bar.close()
    if built:
        seconds = time.monotonic() - started
        print(f"Built in {seconds:.0f} seconds: {home}" if english else f"演示区已建成，用时 {seconds:.0f} 秒：{home}")
    if arguments.no_serve:
        return 0
    _print_links(arguments, english)
    from laoyou.faces.serving import serve

    host = "0.0.0.0" if arguments.tls and arguments.host == "127.0.0.1" else arguments.host  # noqa: S104 phones nearby
    return serve(host=host, port=arguments.port, tls=arguments.tls)


def _print_links(arguments: argparse.Namespace, english: bool) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    import django

    django.setup()
    from django.db import connections
    from django.utils import translation

    from laoyou.demo.accounts import sign_in_links

    address = f"{'https' if arguments.tls else 'http'}://localhost:{arguments.port}"
    with translation.override("en" if english else "zh-hans"):
        links = sign_in_links(address)
    connections.close_all()
    print(
        "One-time sign-in links (each works once, for one day):"
        if english
        else "一次性登录链接（每个只能用一次，一天内有效）："
    )
    for name, role, link in links:
        print(f"  {role} · {name}\n    {link}")
    print(flush=True)


class Bar:
    """The progress of a build on the terminal: stage, count, time left; a line a stage where there is no terminal."""

    def __init__(self, english: bool = False) -> None:
        self.english = english
        self.terminal = sys.stderr.isatty()
        self.begun: dict[str, float] = {}
        self.before = 0.0
        self.stage = ""
        self.start = time.monotonic()
        self.drawn = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note of `done` of `total` in `stage`."""
        now = time.monotonic()
        if stage != self.stage:
            self._end_stage()
            self.stage = stage
            if not self.terminal:
                print(self._title(stage), file=sys.stderr, flush=True)
        elif self.terminal and now - self.drawn < 0.1 and done < total:
            return
        if self.terminal:
            self.drawn = now
            self._draw(stage, done, total, now)

    def close(self) -> None:
        """End the line, so that what comes next begins at the left."""
        if self.terminal and self.stage:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def _end_stage(self) -> None:
        if self.stage and self.stage not in self.begun:
            self.begun[self.stage] = time.monotonic()

    def _title(self, stage: str) -> str:
        titles = TITLES.get(stage, (stage, stage))
        return titles[1 if self.english else 0]

    def _draw(self, stage: str, done: int, total: int, now: float) -> None:
        whole = sum(SECONDS.values())
        behind = sum(SECONDS.get(name, 1) for name in self.begun if name != stage)
        share = min(0.99, (behind + SECONDS.get(stage, 1) * (done / total if total else 0)) / whole)
        elapsed = now - self.start
        left = elapsed / share - elapsed if share > 0.03 else None
        filled = "█" * int(share * 30)
        count = f"{done:,}/{total:,}" if total > 1 else ""
        words = "%.0f s left" if self.english else "还需约 %.0f 秒"
        remaining = "" if left is None else words % left
        sys.stderr.write(f"\r\x1b[K{filled:░<30} {share:4.0%}  {self._title(stage)}  {count}  {remaining}")
        sys.stderr.flush()
