"""`hegui admin backup` and `hegui admin restore`."""

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import click

from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text
from hegui.server.operations.options import (
    data_option,
    json_option,
    lang_option,
    need_server,
    print_json,
    ready_with_data,
)

BACKED_UP = Text(
    "已备份到 {path}（{bytes} 字节，{files} 个文件，操作记录 {ledger_entries} 条）。\n"
    "其中含密钥与全部数据，请妥善保管。",
    "Backed up to {path} ({bytes} bytes, {files} files, {ledger_entries} entries of the ledger).\n"
    "It holds the key and all data: keep it safe.",
)
DAMAGED = Text(
    "存储中有 {n} 个文件已损坏（内容与摘要不符），仍照原样备份：{names}",
    "{n} files were damaged in the store already and went along as they are: {names}",
)
RESTORED = Text(
    "已恢复 {made_at} 的备份：{files} 个文件与操作记录 {ledger_entries} 条均核验通过。\n"
    "运行 hegui serve 启动；备份里的设置在 server.toml.from-backup，请核对后再启用。",
    "Restored the backup of {made_at}: {files} files and {ledger_entries} entries of the ledger "
    "verify.\nhegui serve starts it; settings of the backup are in server.toml.from-backup: look "
    "at them before you use them.",
)
REMOVED = Text("已删除旧备份 {name}。", "Removed the old backup {name}.")
FILES = Text("  文件 {done}/{total}", "  files {done}/{total}")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup")
@click.option("--out", type=FILE, default=None, help="备份文件 File to write.")
@click.option(
    "--rotate", is_flag=True, help="只留最新几份（backups_keep）Keep only the newest few."
)
@data_option
@lang_option
@json_option
def backup_command(out: Path | None, rotate: bool, lang: Lang, as_json: bool) -> int:
    """备份数据库与全部文件到一个文件；服务可照常使用。Back up everything while it is used.

    默认写到数据文件夹的 backups/ 下；从不覆盖已有文件。
    Goes to backups/ in the data folder unless --out says otherwise; never overwrites.
    """
    ready_with_data()
    from hegui.server.operations.backup.create import backup, default_name
    from hegui.server.operations.backup.create import rotate as remove_old
    from hegui.server.settings import read_settings

    settings = read_settings()
    path = out or settings.data / "backups" / default_name(dt.datetime.now(dt.UTC))
    manifest = backup(settings, path, progress(lang))
    removed = remove_old(path.parent, settings.backups_keep) if rotate else []
    about = {"path": str(path), **manifest.summary(), "removed": [str(old) for old in removed]}
    about["bytes"] = path.stat().st_size
    if as_json:
        print_json(about)
    else:
        say_backup(about, lang)
    return DONE_WITH_FINDINGS if manifest.damaged else DONE


def say_backup(about: dict[str, Any], lang: Lang) -> None:
    """Say what was backed up and what was removed."""
    click.echo(BACKED_UP.in_(lang, **about))
    for name in about["removed"]:
        click.echo(REMOVED.in_(lang, name=name))
    if names := about["damaged"]:
        click.echo(DAMAGED.in_(lang, n=len(names), names=" ".join(names)), err=True)


def progress(lang: Lang) -> Any:
    """Return a function that shows how many files are done, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        if done % 100 == 0 or done == total:
            click.echo("\r" + FILES.in_(lang, done=done, total=total), nl=done == total, err=True)

    return show


@click.command("restore")
@click.argument("file", type=FILE)
@click.option(
    "--force", is_flag=True, help="先把现有数据移到一旁 Move the present data aside first."
)
@data_option
@lang_option
@json_option
def restore_command(file: Path, force: bool, lang: Lang, as_json: bool) -> int:
    """在空机器上恢复备份；先核验全部内容，再核验操作记录。Restore a backup on an empty machine.

    每个文件的摘要都核对过才写入；损坏的备份会被拒绝并指出是哪一部分。
    Every digest is compared before anything is written; a damaged backup is refused by name.
    """
    need_server()
    from hegui.server.operations.backup.restore import restore
    from hegui.server.operations.lock import make_data_folder, only_server
    from hegui.server.settings import read_settings

    settings = read_settings()
    make_data_folder(settings.data)
    with only_server(settings.data):
        manifest = restore(settings, file, force=force)
    about = {"data": str(settings.data), **manifest.summary()}
    if as_json:
        print_json(about)
    else:
        click.echo(RESTORED.in_(lang, **about))
    return DONE
