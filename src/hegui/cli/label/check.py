"""`hegui label check`: verdicts on the labels of files, for people and for pipelines."""

import functools
from typing import Any

import click

from hegui.cli.label.files import expanded
from hegui.cli.label.rows import VERDICTS, WORDS, counts, reasons, row_of, verdict_of
from hegui.cli.label.running import each, many_options, plain, write_csv
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

HEADS = ("file", "carrier", "verdict", "reasons")
COLUMNS = Text("文件,载体,结论,原因", "file,carrier,verdict,reasons")
TOTAL = Text("{files} 个文件：", "Files: {files}; ")
LIMIT = Text(
    "只查文件元数据里的隐式标识；显式标识须另行检查（--explicit）。",
    "Only the implicit label in the metadata was looked at; explicit labels are another check (--explicit).",
)


LIMIT_BOTH = Text(
    "显式标识只查机器能看出的；没有记录又没有 OCR 的图片、视频无法判定。",
    "Of explicit labels only what a machine can tell was judged; pictures and films without a record "
    "and without OCR are inconclusive.",
)


@click.command("check")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--all", "everything", is_flag=True, help="也列出合规的文件 List compliant files too."
)
@click.option(
    "--explicit",
    is_flag=True,
    help="也核查显式标识（LBL-C-09） Judge the explicit labels too.",
)
@many_options
@lang_option
@json_option
def command(
    files: tuple[str, ...],
    everything: bool,
    explicit: bool,
    lang: Lang,
    as_json: bool,
    csv_file: Any,
    **more: Any,
) -> int:
    """检查文件的隐式标识（GB 45438）。Check the implicit labels of files, folders or patterns.

    加 --explicit 时两种标识都合规才算合规，机器看不出显式标识的算无法判定。
    With --explicit both labels must be compliant; where a machine cannot tell, it is inconclusive.

    退出码：0 全部合规，1 有不合规、未找到或无法判定的，2 用法不对。
    Exit codes: 0 all compliant, 1 some are not, have none, or are inconclusive, 2 wrong use.
    """
    rows = each(
        expanded(files), functools.partial(row_of, lang, explicit=explicit), lang=lang, **more
    )
    found = counts(rows)
    lines = [[r["file"], r.get("carrier", ""), verdict_of(r), "; ".join(reasons(r))] for r in rows]
    if csv_file:
        write_csv(csv_file, HEADS, lines)
    if as_json:
        print_json({"counts": found, "files": rows})
    else:
        click.echo("\n".join(_text(lines, found, everything, explicit, lang)))
    return DONE if found["compliant"] == len(rows) else DONE_WITH_FINDINGS


def _text(
    lines: list[list[str]], found: dict[str, int], everything: bool, explicit: bool, lang: Lang
) -> list[str]:
    from hegui.cli.table import Column, table

    shown = [
        [plain(name), carrier, WORDS[verdict].in_(lang), plain(why)]
        for name, carrier, verdict, why in lines
        if everything or verdict != "compliant"
    ]
    file, carrier, verdict, why = COLUMNS.in_(lang).split(",")
    heads = [Column(file, wrap=True), Column(carrier), Column(verdict), Column(why, wrap=True)]
    said = "，" if lang == "zh" else ", "
    sums = said.join(f"{WORDS[word].in_(lang)} {found[word]:,}" for word in VERDICTS)
    total = TOTAL.in_(lang, files=f"{found['files']:,}") + sums
    return [
        *([table(heads, shown), ""] if shown else []),
        total,
        (LIMIT_BOTH if explicit else LIMIT).in_(lang),
    ]
