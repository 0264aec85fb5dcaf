"""`hegui label restore`: take back a change inside a file that was interrupted."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.label.files import expanded
from hegui.cli.label.running import each, error_line, plain
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import COULD_NOT_RUN, DONE
from hegui.common.text import Lang, Text

SAID = {
    True: Text("已恢复原样：{file}", "restored: {file}"),
    False: Text("没有需要恢复的：{file}", "nothing to restore: {file}"),
}


@click.command("restore")
@click.argument("files", nargs=-1, required=True)
@lang_option
@json_option
def command(files: tuple[str, ...], lang: Lang, as_json: bool) -> int:
    """按撤销记录恢复被中断的 --patch。Take back an interrupted `--patch` by its undo record.

    退出码：0 完成，2 用法不对，3 有文件未能恢复。
    Exit codes: 0 done, 2 wrong use, 3 a file could not be restored.
    """
    rows = each(expanded(files), _restored, jobs=1, progress="none", lang=lang)
    if as_json:
        print_json({"files": rows})
    else:
        click.echo("\n".join(_line(row, lang) for row in rows))
    return COULD_NOT_RUN if any("error" in row for row in rows) else DONE


def _restored(path: Path) -> dict[str, Any]:
    from hegui.checks.labels.write import restore

    return {"restored": restore(path)}


def _line(row: dict[str, Any], lang: Lang) -> str:
    if "error" in row:
        return error_line(row)
    return plain(SAID[row["restored"]].in_(lang, file=row["file"]))
