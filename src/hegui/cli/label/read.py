"""`hegui label read`: the labels of files, the bytes that hold them, and what they amount to."""

import functools
from typing import Any

import click

from hegui.cli.label.files import expanded
from hegui.cli.label.rows import WORDS, row_of, verdict_of
from hegui.cli.label.running import each, error_line, many_options, plain, write_csv
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import COULD_NOT_RUN, DONE
from hegui.common.text import Lang

HEADS = ("file", "carrier", "verdict", "place", "start", "end", "text")


@click.command("read")
@click.argument("files", nargs=-1, required=True)
@many_options
@lang_option
@json_option
def command(files: tuple[str, ...], lang: Lang, as_json: bool, csv_file: Any, **more: Any) -> int:
    """读出文件里的标识。Read the labels of files, folders or patterns.

    退出码：0 已读，2 用法不对，3 一个文件也读不了。
    Exit codes: 0 read, 2 wrong use, 3 no file could be read.
    """
    rows = each(expanded(files), functools.partial(row_of, lang), lang=lang, **more)
    if csv_file:
        write_csv(csv_file, HEADS, (line for row in rows for line in _lines(row)))
    if as_json:
        print_json(rows[0] if len(rows) == 1 else {"files": rows})
    else:
        click.echo("\n".join(text for row in rows for text in _text(row, lang)))
    return COULD_NOT_RUN if all("error" in row for row in rows) else DONE


def _lines(row: dict[str, Any]) -> list[list[object]]:
    head = [row["file"], row.get("carrier", ""), verdict_of(row)]
    sites = row.get("sites") or [{"place": "", "bytes": ["", ""], "text": ""}]
    return [[*head, site["place"], *site["bytes"], site["text"]] for site in sites]


def _text(row: dict[str, Any], lang: Lang) -> list[str]:
    from hegui.cli.table import fields

    if "error" in row:
        return [error_line(row)]
    lines = []
    shown = [(f"  {key}", value) for key, value in (row["label"] or {}).items()]
    lines += [fields(shown)] if shown else []
    for site in row["sites"]:
        lines.append(f"  {site['place']}  [{site['bytes'][0]}, {site['bytes'][1]})")
        if row["label"] is None:
            lines.append(f"    {site['text'][:200]}")
    lines += [f"  {check['id']} {check['what']}" for check in row["checks"]]
    said = (plain(line) for text in lines for line in text.split("\n"))
    return [heading(plain(f"{row['file']}  {WORDS[verdict_of(row)].in_(lang)}")), *said]
