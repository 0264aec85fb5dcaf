"""`hegui corpus duplicates`: which documents are the same as others, or nearly so."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.corpus.answer import exit_code, run_data, run_lines
from hegui.cli.corpus.engines import engine_of, engine_options
from hegui.cli.corpus.fields import field_map, files_of, text_options
from hegui.cli.fail_on import fail_on_choice
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
HEAD = Text(
    "查重完成：{docs} 条文档，完全相同可去 {exact} 条，近似可去 {near} 条",
    "Documents: {docs}; that can go: exact copies {exact}, near duplicates {near}",
)
CLUSTERS = Text(
    "{clusters} 组，最大一组 {largest} 条；每组保留字数最多的一条，相同时保留最先的一条",
    "Clusters: {clusters}, the largest of {largest}; of each the document with the most letters is kept, "
    "the first of several",
)
LEFT = Text(
    "{left} 条所在的组太杂，未逐一比较，可能漏判",
    "{left} documents lie in groups too mixed to be compared one by one; some may be missed",
)
OUT = Text("明细：{rows}　汇总：{summary}", "Rows: {rows}  Summary: {summary}")


@click.command("duplicates")
@click.argument("paths", nargs=-1, required=True)
@click.option("--out", type=FILE, required=True, help="输出文件夹 Folder for the results.")
@click.option(
    "--resemblance",
    type=click.FloatRange(0.5, 1),
    default=None,
    help="近似的下限，默认 0.7 Jaccard resemblance from which documents are near duplicates.",
)
@text_options
@fail_on_choice("found", "bad")
@engine_options
@lang_option
@json_option
def command(lang: Lang, as_json: bool, fail_on: tuple[str, ...], **asked: Any) -> int:
    """找出语料中完全相同与近似的文档。Find exact copies and near duplicates in a corpus.

    PATH 可以是文件、文件夹或通配符。PATHS are files, folders or globs.
    退出码：0 完成（无论结果，见 --fail-on），2 用法不对，3 有分片读不了。
    Exit codes: 0 completed, whatever was found (see --fail-on), 2 wrong use, 3 a shard failed.
    """
    result, summary = perform(asked)
    if as_json:
        print_json(as_data(result, summary, asked, lang))
    else:
        click.echo("\n".join(as_text(result, summary, asked, lang)))
    found = summary.exact + summary.near
    return exit_code(result, fail_on, found=found, bad=result.total("bad"))


def perform(asked: dict[str, Any]) -> Any:
    """Sketch all shards, then find the duplicates, with a progress bar on standard error."""
    from hegui.checks.corpus.duplicates.merging import write_duplicates
    from hegui.checks.corpus.duplicates.rules import rules
    from hegui.checks.corpus.duplicates.stage import sketch_stage
    from hegui.checks.corpus.shards.run import run
    from hegui.cli.corpus.bar import bar

    files = files_of(asked)
    stage = sketch_stage(field_map(asked), asked["out"])
    engine = engine_of(asked)
    said = rules().limited(asked["resemblance"])
    with bar(asked["progress"]) as progress:
        result = run(stage, files, engine, resume=asked["resume"], progress=progress)
        total = sum(file.size for file in files)
        names = [line.shard for line in result.lines]
        summary = write_duplicates(asked["out"], names, said, lambda: progress(total, total))
    return result, summary


def as_data(result: Any, summary: Any, asked: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    import msgspec

    return {**run_data(result, asked, lang), **msgspec.to_builtins(summary)}


def as_text(result: Any, summary: Any, asked: dict[str, Any], lang: Lang) -> list[str]:
    """Return the answer for people."""
    out: Path = asked["out"]
    names = ("docs", "exact", "near", "clusters", "largest", "left")
    counts = {name: f"{getattr(summary, name):,}" for name in names}
    lines = [heading(HEAD.in_(lang, **counts))]
    if summary.clusters:
        lines.append(CLUSTERS.in_(lang, **counts))
    if summary.left:
        lines.append(LEFT.in_(lang, **counts))
    lines += run_lines(result, asked, lang)
    lines.append(OUT.in_(lang, rows=out / "duplicates", summary=out / "summary.json"))
    return lines
