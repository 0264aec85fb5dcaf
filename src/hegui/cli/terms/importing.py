"""`hegui terms import`: a list of words in any usual shape becomes a library."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from hegui.cli.options import DAY, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
SHOWN = 20
"""Refused rows that are shown; `--json` gives all."""
HEAD = Text(
    "导入 {terms} 个词，重复 {repeated} 处，拒收 {refused} 行",
    "{terms} terms imported, {repeated} repetitions, {refused} rows refused",
)
ENCODING = Text("编码：{encoding}", "Encoding: {encoding}")
UNUSED = Text(
    "没有用到的列：{columns}（用 --column 列名=字段 指定）",
    "Columns not used: {columns} (name them with --column HEAD=FIELD)",
)
LINE = Text("第 {line} 行：{what}", "line {line}: {what}")
NOT_WROTE = Text("没有一个词可收，未写 {path}", "No term was taken; {path} was not written")
WROTE = Text("已写入 {path}", "Wrote {path}")


class ColumnOptionError(WrongUseError):
    """`--column` names no field of the format."""

    code = "terms_column"
    text = Text(
        "--column 应写成 列名=字段，字段为 {known}：“{given}”。",
        "Write --column as HEAD=FIELD, with a field of {known}: “{given}”.",
    )


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--out", type=FILE, required=True, help="写出的词库（JSONL） Library to write.")
@click.option("--risk", multiple=True, help="没有写风险的词用它 Risk of rows that name none.")
@click.option("--source", default="", help="来源，默认文件名 Source; by default the file's name.")
@click.option("--added", type=DAY, default=None, help="新增日期 Day of addition.")
@click.option("--column", "columns", multiple=True, metavar="HEAD=FIELD", help="列名对应 Columns.")
@click.option("--whole", is_flag=True, help="一行（格）一词，不按标点拆 Do not split at signs.")
@click.option("--force", is_flag=True, help="覆盖已有文件 Replace the file.")
@catalogue_option
@lang_option
@json_option
def command(file: Path, lang: Lang, as_json: bool, **asked: Any) -> int:
    """导入 TXT、CSV、TSV、XLSX、JSONL、JSON、YAML。Import a list as a library.

    一行多个词可用 、 ， , ; ； | 制表符 隔开。退出码：0 全部收下，1 有拒收，2 用法不对。
    Exit codes: 0 everything taken, 1 some rows refused (listed), 2 wrong use.
    """
    from hegui.catalogue.loader import load
    from hegui.checks.corpus.terms.importing import Options, import_terms
    from hegui.cli.terms.writing import write_library

    added: dt.date | None = asked["added"]
    options = Options(
        risks=asked["risk"],
        source=asked["source"] or file.name,
        added=added.isoformat() if added else "",
        columns=columns_of(asked["columns"]),
        split=not asked["whole"],
    )
    found = import_terms(file, options, load(asked["catalogue_dirs"]).risks)
    if found.terms:
        write_library(asked["out"], found.terms, force=asked["force"])
    if as_json:
        print_json(as_data(found, asked["out"], lang))
    else:
        click.echo("\n".join(as_text(found, asked["out"], lang)))
    return DONE_WITH_FINDINGS if found.refused or not found.terms else DONE


def columns_of(given: tuple[str, ...]) -> dict[str, str]:
    """Return heads with their fields from `HEAD=FIELD`."""
    from hegui.engine.terms import term_columns

    known = term_columns()
    columns = {}
    for one in given:
        head, _, name = one.partition("=")
        if not head or name not in known:
            raise ColumnOptionError(given=one, known=", ".join(known))
        columns[head.strip()] = name
    return columns


def as_data(found: Any, out: Path, lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    return {
        "out": str(out) if found.terms else None,
        "terms": len(found.terms),
        "repeated": found.repeated,
        "encoding": found.encoding,
        "columns_not_used": found.unused,
        "refused": [
            {"line": bad.line, "message": bad.zh if lang == "zh" else bad.en}
            for bad in found.refused
        ],
    }


def as_text(found: Any, out: Path, lang: Lang) -> list[str]:
    """Return the answer for people."""
    counts = {"terms": len(found.terms), "repeated": found.repeated, "refused": len(found.refused)}
    lines = [heading(HEAD.in_(lang, **{name: f"{n:,}" for name, n in counts.items()}))]
    if found.encoding:
        lines.append(ENCODING.in_(lang, encoding=found.encoding))
    if found.unused:
        lines.append(UNUSED.in_(lang, columns=", ".join(found.unused)))
    for bad in found.refused[:SHOWN]:
        lines.append(LINE.in_(lang, line=bad.line, what=bad.zh if lang == "zh" else bad.en))
    return [*lines, (WROTE if found.terms else NOT_WROTE).in_(lang, path=out)]
