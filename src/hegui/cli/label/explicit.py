"""`hegui label explicit`: look for explicit labels in texts, pictures, sounds and films."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.label.running import plain
from hegui.cli.options import catalogue_option, json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import COULD_NOT_RUN, DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

UNIT = Text("个文件", "files")
HEAD = Text(
    "{files} 个文件：合规 {compliant}，不合规 {noncompliant}，未见标识 {not_found}，无法判断 "
    "{inconclusive}",
    "{files} files: {compliant} compliant, {noncompliant} not, {not_found} without a label, "
    "{inconclusive} inconclusive",
)
NAMES = {
    "compliant": Text("合规", "compliant"),
    "noncompliant": Text("不合规", "noncompliant"),
    "not_found": Text("未见标识", "not found"),
    "inconclusive": Text("无法判断", "inconclusive"),
}


@click.command("explicit")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--prompt",
    type=click.Path(path_type=Path, exists=True),
    help="要听的语音提示 A spoken prompt to listen for in sounds.",
)
@progress_option
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """核查文本、图片、音频、视频的显式标识。Look for explicit labels in files.

    退出码：0 没有不合规或未见标识的，1 有，2 用法不对，3 一个也判断不了。
    Exit codes: 0 none fails or lacks a label, 1 some do, 2 wrong use, 3 none could be judged.
    """
    rows = perform(asked, lang)
    counts = {name: sum(row["verdict"] == name for row in rows) for name in NAMES}
    if as_json:
        print_json({"files": rows, "measures": {"files": len(rows), **counts}})
    else:
        click.echo(heading(HEAD.in_(lang, files=len(rows), **counts)))
        click.echo("\n".join(_line(row, lang) for row in rows))
    if counts["noncompliant"] + counts["not_found"]:
        return DONE_WITH_FINDINGS
    return COULD_NOT_RUN if counts["inconclusive"] == len(rows) else DONE


def perform(asked: dict[str, Any], lang: Lang) -> list[dict[str, Any]]:
    """Judge the files one after another; what cannot be read is inconclusive with its reason."""
    from hegui.catalogue import load
    from hegui.checks.labels.explicit.judging import KINDS, judge_safely
    from hegui.checks.labels.explicit.rules import load_explicit_rules
    from hegui.cli.corpus.counting import counting
    from hegui.cli.label.contents import listed_files

    rules = load_explicit_rules(load(asked["catalogue_dirs"]))
    paths = listed_files(asked["files"], frozenset(s for group in KINDS.values() for s in group))
    rows = []
    with counting(asked["progress"], lang, UNIT) as told:
        for number, path in enumerate(paths, start=1):
            seen = judge_safely(path, rules, asked["prompt"])
            rows.append({"file": str(path), **seen.as_dict()})
            told(number)
    return rows


def _line(row: dict[str, Any], lang: Lang) -> str:
    reasons = "；" if lang == "zh" else "; "
    said = reasons.join(reason[lang] for reason in row["reasons"])
    return plain(f"  {NAMES[row['verdict']].in_(lang)}  {row['file']}  {said}")
