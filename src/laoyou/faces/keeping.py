"""The commands of `laoyou` that keep what must not be lost: keys, audit, backup, restore, clock. Each needs Django."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from laoyou.base.errors import DomainError

Arguments = argparse.ArgumentParser


def start_django() -> None:
    """Let Django read its settings, where a command needs the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laoyou.faces.settings")
    import django

    django.setup()


def _system(reason: str) -> Any:
    from laoyou.core.scope import Scope

    return Scope.system(reason)


def _say(zh: str, en: str) -> None:
    """One line in Chinese, the same in English below: whoever sits at a server's terminal may read either."""
    print(f"{zh}\n{en}")


# laoyou keys …


def keys_show(arguments: argparse.Namespace) -> int:
    """The keys of this installation by number and fingerprint, and the public key by which witnesses are checked."""
    start_django()
    from laoyou.core import keyring
    from laoyou.core.keyring import Purpose

    ring = keyring.current()
    print(f"{keyring.default_path()}  {ring.profile.value}")
    for key in ring.keys:
        state = "使用中 active" if key.active else "只读 reading"
        print(
            f"{key.purpose.value:8} {key.id:3} {key.algorithm:12} {key.fingerprint}  {key.created_at:%Y-%m-%d}  {state}"
        )
    for key in ring.of(Purpose.WITNESS):
        print(f"witness {key.id} public key {key.public_key.public_bytes_raw().hex()}")
    return 0


def keys_create_arguments(parser: Arguments) -> None:
    parser.add_argument(
        "--profile",
        choices=("standard", "sm"),
        default="standard",
        help="算法：standard 为 AES/SHA-256，sm 为国密 SM4/SM3 / algorithms",
    )


def keys_create(arguments: argparse.Namespace) -> int:
    """Make the key file of a new installation; refused where one exists or the database was written under another."""
    start_django()
    from laoyou.core import conditions, keyring
    from laoyou.core.keyring import Profile

    if keyring.default_path().exists():
        raise DomainError("core.key_file_exists", path=str(keyring.default_path()))
    conditions.prepare_keys(Profile(arguments.profile))
    _say(
        f"已生成密钥文件 {keyring.default_path()}。请立即把它复制到另一处安全保存：没有它，数据无法读取。",
        f"The key file {keyring.default_path()} is made. Copy it to another safe place now: without it no data is readable.",
    )
    return 0


def keys_rotate_arguments(parser: Arguments) -> None:
    parser.add_argument(
        "purpose",
        nargs="?",
        choices=("field", "index", "audit", "witness"),
        default="field",
        help="更换哪种密钥 / which kind of key",
    )


def keys_rotate(arguments: argparse.Namespace) -> int:
    """A new key, and everything written again under it; run again after an interruption, it goes on."""
    start_django()
    from laoyou.core import clock, conditions, rotation
    from laoyou.core.keyring import Purpose

    conditions.require_ready()
    by = _system("keys are rotated on the command line")
    opened = rotation.start(Purpose(arguments.purpose), by=by, at=clock.now())

    def report(place: str, rows: int) -> None:
        print(f"\r{place}  {rows:,}", end="", file=sys.stderr, flush=True)

    rows = rotation.go_on(opened, by=by, at=clock.now(), report=report)
    print(file=sys.stderr)
    _say(
        f"{opened.key_id} 号密钥（{arguments.purpose}）已启用，检查了 {rows:,} 行。请备份新的密钥文件；旧密钥保留，用于读取旧备份。",
        f"Key {opened.key_id} ({arguments.purpose}) is in use; {rows:,} rows were read. Back the new key file up; "
        "old keys stay for reading old backups.",
    )
    return 0


def keys_split_arguments(parser: Arguments) -> None:
    parser.add_argument(
        "folders",
        type=Path,
        nargs="+",
        metavar="FOLDER",
        help="三份各写到一个文件夹（三只U盘），或都写到一个 / a folder for each share, or one for all",
    )


def keys_split(arguments: argparse.Namespace) -> int:
    """Three shares of the key file, any two of which make it whole: one each for two keepers, one for a safe."""
    if len(arguments.folders) not in (1, 3):
        raise DomainError("core.share_folders", count=len(arguments.folders))
    start_django()
    from laoyou.core import conditions, custody
    from laoyou.core.clock import django_timezone

    shares = custody.split(conditions.require_keys())
    by = _system("the key file was split on the command line")
    for file in custody.give_out(shares, arguments.folders, by=by, at=django_timezone.now()):
        print(file)
    _say(
        f"密钥已分成{custody.SHARES}份（批次 {shares[0].batch}），任意{custody.NEEDED}份能合成，一份什么也看不出。"
        "请分别交给系统管理员、安全管理员和档案柜，三份不要放在一起；两位保管人登录后在“系统运行”填写份额里的接收码。"
        "更换密钥后要重新分割。",
        f"The key file is split into {custody.SHARES} shares (batch {shares[0].batch}); any {custody.NEEDED} make it whole, "
        "one alone says nothing. Hand them to the system administrator, the security administrator and a safe, never "
        "together; both keepers then type the code in their share on the page System. Split again after each rotation.",
    )
    return 0


def keys_pair_arguments(parser: Arguments) -> None:
    parser.add_argument("one", type=Path, metavar="SHARE", help="一位保管人的份额 / the share of one keeper")
    parser.add_argument("other", type=Path, metavar="SHARE", help="另一位保管人的份额 / the share of another")


def keys_drill(arguments: argparse.Namespace) -> int:
    """Two shares, brought together in memory: do they open what the database holds?"""
    start_django()
    from laoyou.core import custody
    from laoyou.core.clock import django_timezone

    one, other = custody.read(arguments.one), custody.read(arguments.other)
    drilled = custody.drill(one, other, by=_system("key shares were tried"), at=django_timezone.now())
    _say(
        f"演练成功：第{one.number}份和第{other.number}份合成的密钥打开了{drilled.columns}个加密栏目里的{drilled.values:,}个值。",
        f"The drill holds: shares {one.number} and {other.number} opened {drilled.values:,} values of {drilled.columns} "
        "sealed columns.",
    )
    return 0


def keys_join(arguments: argparse.Namespace) -> int:
    """The key file again, of two shares, where it was lost; refused where one stands."""
    start_django()
    from laoyou.core import conditions, custody

    path = custody.put_back(custody.read(arguments.one), custody.read(arguments.other))
    conditions.require_keys()
    _say(f"密钥文件已恢复到 {path}。", f"The key file is back at {path}.")
    return 0


# laoyou audit …


def audit_witness(arguments: argparse.Namespace) -> int:
    """Sign the heads that moved since the last witness."""
    start_django()
    from laoyou.core import clock, witness

    written = witness.write(at=clock.now())
    _say(f"已为 {written.heads} 条审计链签名：{written.file}", f"{written.heads} heads signed: {written.file}")
    for copy in written.failed_copies:
        _say(f"副本没有写成：{copy}", f"A copy could not be written: {copy}")
    return 1 if written.failed_copies else 0


def audit_verify_arguments(parser: Arguments) -> None:
    parser.add_argument(
        "--witness", type=Path, metavar="FOLDER", help="用存放在别处的见证核验 / check against witnesses kept elsewhere"
    )


def audit_verify(arguments: argparse.Namespace) -> int:
    """Read the whole audit trail; 1, and the first bad row of each chain, where it does not hold."""
    start_django()
    from laoyou.core import audit, witness

    if arguments.witness is not None and not arguments.witness.is_dir():
        raise DomainError("core.witness_broken", where=str(arguments.witness))
    verdict = audit.verify(witness.points(arguments.witness))
    for found in verdict.breaks:
        _say(*_break_lines(found))
    if verdict.breaks:
        return 1
    _say(
        f"审计记录完好：{verdict.chains} 条链，{verdict.rows:,} 条记录。",
        f"The audit trail holds: {verdict.chains} chains, {verdict.rows:,} entries.",
    )
    return 0


def _break_lines(found: Any) -> tuple[str, str]:
    zh, en = {
        "altered": ("内容已被改动", "was altered"),
        "missing": ("记录缺失", "is missing"),
        "reordered": ("顺序被调换", "stands in another place"),
        "cut": ("之后的记录被截去", "is the last one left: what followed was cut off"),
        "rewritten": ("与见证不符，整条链被重写过", "is not what the witness signed: the chain was written anew"),
        "head": ("与链头登记不符", "disagrees with the chain's head"),
    }[found.what]
    row = "" if found.row_id is None else f" (id {found.row_id})"
    lines = [
        f"{found.table} {found.chain} 第 {found.seq} 条{row}：{zh}。",
        f"{found.table} {found.chain} entry {found.seq}{row} {en}.",
    ]
    if found.witness is not None and found.witness.witnessed_at is not None:
        at = f"{found.witness.witnessed_at:%Y-%m-%d %H:%M:%S %Z}"
        lines[0] += f"最后的见证：{at} 时第 {found.witness.seq} 条。"
        lines[1] += f" Last witness: {at}, entry {found.witness.seq}."
    return lines[0], lines[1]


# laoyou backup, laoyou restore


def backup_arguments(parser: Arguments) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="备份文件 / the file to write")
    parser.add_argument(
        "--try",
        action="store_true",
        dest="trial",
        help="写入 LAOYOU_BACKUPS 并试恢复一遍 / into LAOYOU_BACKUPS, and restored once as a trial",
    )


def restore_arguments(parser: Arguments) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="备份文件 / the file to restore")


def backup(arguments: argparse.Namespace) -> int:
    """A consistent copy of everything but the keys, while the product runs."""
    start_django()
    from laoyou.core import backup as backups
    from laoyou.core import clock, watch, witness

    if arguments.trial or arguments.file is None:
        return _backup_and_try(watch.backups_folder())
    witness.write(at=clock.now())
    made = backups.make(arguments.file, at=datetime.now(UTC))
    _say(
        f"已备份到 {made.file}（{made.members} 个文件，{made.size / 1e6:,.0f} MB）。密钥文件不在其中，请另行保管。",
        f"Backed up to {made.file} ({made.members} files, {made.size / 1e6:,.0f} MB). The key file is not in it.",
    )
    return 0


def _backup_and_try(folder: Path | None) -> int:
    from laoyou.faces import nightly

    if folder is None:
        raise DomainError("core.watch_backup_unset")
    trial = nightly.make_and_try(folder, at=datetime.now(UTC))
    if not trial.held:
        print(trial.said, file=sys.stderr)
        return 1
    _say(
        f"已备份到 {folder / trial.file}（{trial.size / 1e6:,.0f} MB），并在空的位置完整恢复了一遍。",
        f"Backed up to {folder / trial.file} ({trial.size / 1e6:,.0f} MB), and restored once into an empty place.",
    )
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """A backup, brought onto a machine that has its key file and nothing else, and its audit trail checked."""
    start_django()
    from django.db import transaction

    from laoyou.core import audit, clock, witness
    from laoyou.core import backup as backups
    from laoyou.core.audit import Subject

    restored = backups.restore(arguments.file)
    with transaction.atomic():
        audit.record(
            "core.restore",
            Subject("core.backup", restored.made_at.isoformat()),
            by=_system("a backup was restored on the command line"),
            permission="core.manage_accounts",
            at=clock.now(),
            chain="system",
            detail={"members": restored.members},
        )
    _say(
        f"已恢复 {restored.made_at:%Y-%m-%d %H:%M} UTC 的备份，{restored.members} 个文件核验无误。",
        f"The backup of {restored.made_at:%Y-%m-%d %H:%M} UTC is restored; {restored.members} files verified.",
    )
    breaks = audit.verify(witness.points()).breaks
    for found in breaks:
        _say(*_break_lines(found))
    return 1 if breaks else 0


# laoyou clock accept


def clock_accept(arguments: argparse.Namespace) -> int:
    """Take the machine's clock as right although it stands before the last audit entry."""
    start_django()
    from laoyou.core import clock, conditions

    last = conditions.accept_clock(by=_system("the clock was accepted on the command line"), at=clock.now())
    if last is None:
        _say("还没有审计记录，不需要确认时钟。", "There is no audit entry yet, and nothing to accept.")
        return 0
    now = datetime.now(UTC)
    _say(
        f"已确认本机时钟 {now:%Y-%m-%d %H:%M:%S} UTC；最后一条记录写于 {last:%Y-%m-%d %H:%M:%S} UTC。",
        f"The machine's clock, {now:%Y-%m-%d %H:%M:%S} UTC, is accepted; the last entry is of {last:%Y-%m-%d %H:%M:%S} UTC.",
    )
    return 0
