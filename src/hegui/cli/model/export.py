"""`hegui model export`: a test as a log that inspect's viewer opens."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.model.options import FILE, key_options
from hegui.cli.options import lang_option
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

WRITTEN = Text(
    "已写入 {out}：含提问和回答原文，只有你能读。",
    "Written to {out}: it holds questions and answers and only you can read it.",
)


@click.command("export")
@click.argument("run", type=FILE)
@click.option("--out", type=FILE, required=True, help="inspect 日志 Log for inspect (.json).")
@key_options
@lang_option
def command(run: Path, out: Path, lang: Lang, **key: Any) -> int:
    """写成 inspect 的日志，含提问和回答原文。Write a log that inspect opens, with questions and answers."""
    from hegui.checks.model.interchange import inspect_log
    from hegui.common.files import OWNER, write_atomic
    from hegui.engine.sealing import read_seal

    write_atomic(out, inspect_log(run, read_seal(key["key_env"], key["key_file"])), OWNER)
    click.echo(WRITTEN.in_(lang, out=out))
    return DONE
