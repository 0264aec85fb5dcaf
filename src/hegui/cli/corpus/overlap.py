"""`hegui corpus overlap`: which documents lie in protected works or hold items of test sets."""

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
    "比对完成：{docs} 条文档，{docs_hit} 条有相同段落",
    "Documents compared: {docs}; that share a passage: {docs_hit}",
)
OVER = Text(
    "达到上限：与作品或禁用文本重合 {docs_overlapping} 条（单条最大占比 {most}），测试集污染 "
    "{docs_contaminated} 条",
    "Reaching the limit: {docs_overlapping} overlap works or block-listed texts (largest share of a "
    "document {most}), {docs_contaminated} hold an item of a test set",
)
OUT = Text("清单：{path}　明细：{rows}", "Manifest: {path}  Rows: {rows}")
COUNTS = ("docs_hit", "docs_overlapping", "docs_contaminated", "rows")


@click.command("overlap")
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--index", "indexes", type=FILE, multiple=True, required=True, help="索引，可多个 Indexes."
)
@click.option("--out", type=FILE, required=True, help="输出文件夹 Folder for the results.")
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=None,
    help="占比上限，默认按索引种类 Share from which a document counts; by kind when absent.",
)
@text_options
@fail_on_choice("over", "bad")
@engine_options
@lang_option
@json_option
def command(lang: Lang, as_json: bool, fail_on: tuple[str, ...], **asked: Any) -> int:
    """比对语料与作品、禁用文本、测试集。Compare a corpus with works, block-listed texts, test sets.

    PATH 可以是文件、文件夹或通配符。PATHS are files, folders or globs.
    退出码：0 完成（无论结果，见 --fail-on），2 用法不对，3 有分片读不了。
    Exit codes: 0 completed, whatever was found (see --fail-on), 2 wrong use, 3 a shard failed.
    """
    result = perform(asked)
    if as_json:
        print_json(as_data(result, asked, lang))
    else:
        click.echo("\n".join(as_text(result, asked, lang)))
    over = result.total("docs_overlapping") + result.total("docs_contaminated")
    return exit_code(result, fail_on, over=over, bad=result.total("bad"))


def perform(asked: dict[str, Any]) -> Any:
    """Compare with a progress bar on standard error."""
    from hegui.checks.corpus.overlap.stage import overlap_stage
    from hegui.checks.corpus.shards.run import run
    from hegui.cli.corpus.bar import bar

    files = files_of(asked)
    stage = overlap_stage(asked["indexes"], field_map(asked), asked["share"], asked["out"])
    engine = engine_of(asked)
    with bar(asked["progress"]) as progress:
        return run(stage, files, engine, resume=asked["resume"], progress=progress)


def most(result: Any) -> float:
    """Return the largest share of a document that lies in one work."""
    return max((line.max_overlap for line in result.lines), default=0.0)


def as_data(result: Any, asked: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    return {
        **run_data(result, asked, lang),
        **{name: result.total(name) for name in COUNTS},
        "max_overlap": most(result),
    }


def as_text(result: Any, asked: dict[str, Any], lang: Lang) -> list[str]:
    """Return the answer for people."""
    out: Path = asked["out"]
    counts = {name: f"{result.total(name):,}" for name in ("docs", *COUNTS)}
    lines = [
        heading(HEAD.in_(lang, **counts)),
        OVER.in_(lang, most=f"{most(result):.1%}", **counts),
    ]
    lines += run_lines(result, asked, lang)
    lines.append(OUT.in_(lang, path=out / "manifest.jsonl", rows=out / "overlaps"))
    return lines
