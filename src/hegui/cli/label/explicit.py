"""`hegui label explicit`: look for explicit labels in texts, pictures, sounds and films."""

import functools
from pathlib import Path
from typing import Any

import click

from hegui.cli.label.contents import left_out, listed_files
from hegui.cli.label.running import each, many_options, plain, write_csv
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import COULD_NOT_RUN, DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

HEAD = Text(
    "{files} 个文件：合规 {compliant}，不合规 {noncompliant}，未见标识 {not_found}，无法判断 "
    "{inconclusive}",
    "Files: {files} (compliant {compliant}, noncompliant {noncompliant}, not found {not_found}, "
    "inconclusive {inconclusive})",
)
NAMES = {
    "compliant": Text("合规", "compliant"),
    "noncompliant": Text("不合规", "noncompliant"),
    "not_found": Text("未见标识", "not found"),
    "inconclusive": Text("无法判断", "inconclusive"),
}
HEADS = ("file", "content", "verdict", "basis", "reasons")


@click.command("explicit")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--prompt",
    type=click.Path(path_type=Path, exists=True),
    help="要听的语音提示 A spoken prompt to listen for in sounds.",
)
@many_options
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, csv_file: Path | None, **asked: Any) -> int:
    """核查文本、图片、音频、视频的显式标识。Look for explicit labels in files.

    退出码：0 没有不合规或未见标识的，1 有，2 用法不对，3 一个也判断不了。
    Exit codes: 0 none fails or lacks a label, 1 some do, 2 wrong use, 3 none could be judged.
    """
    rows, others = perform(asked, lang)
    counts = {name: sum(row["verdict"] == name for row in rows) for name in NAMES}
    if csv_file:
        write_csv(csv_file, HEADS, (_cells(row, lang) for row in rows))
    if as_json:
        measures = {"files": len(rows), **counts}
        print_json({"files": rows, "measures": measures, "left_out": list(map(str, others))})
    else:
        click.echo(heading(HEAD.in_(lang, files=len(rows), **counts)))
        click.echo("\n".join([*(_line(row, lang) for row in rows), *left_out(others, lang)]))
    if counts["noncompliant"] + counts["not_found"]:
        return DONE_WITH_FINDINGS
    return COULD_NOT_RUN if counts["inconclusive"] == len(rows) else DONE


def perform(asked: dict[str, Any], lang: Lang) -> tuple[list[dict[str, Any]], list[Path]]:
    """Judge the files; what cannot be read is inconclusive with its reason.

    Returns a row per file, and the files of folders that are of no known kind.
    """
    from hegui.catalogue import load
    from hegui.checks.labels.explicit.glyphs import pillow
    from hegui.checks.labels.explicit.judging import KINDS, content_of
    from hegui.checks.labels.explicit.rules import load_explicit_rules

    rules = load_explicit_rules(load(asked["catalogue_dirs"]))
    suffixes = frozenset(suffix for group in KINDS.values() for suffix in group)
    paths, others = listed_files(asked["files"], suffixes)
    if any(content_of(path) in ("image", "video") for path in paths):
        pillow()  # said once and at once, not by every file
    work = functools.partial(_judged, rules, asked["prompt"])
    rows = each(paths, work, jobs=asked["jobs"], progress=asked["progress"], lang=lang)
    return rows, others


def _judged(rules: Any, prompt: Path | None, path: Path) -> dict[str, Any]:
    from hegui.checks.labels.explicit.judging import judge_safely

    return dict(judge_safely(path, rules, prompt).as_dict())


def _reasons(row: dict[str, Any], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(reason[lang] for reason in row["reasons"])


def _cells(row: dict[str, Any], lang: Lang) -> list[object]:
    return [row["file"], row["content"], row["verdict"], row["basis"], _reasons(row, lang)]


def _line(row: dict[str, Any], lang: Lang) -> str:
    return plain(f"  {NAMES[row['verdict']].in_(lang)}  {row['file']}  {_reasons(row, lang)}")
