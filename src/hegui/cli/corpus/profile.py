"""`hegui corpus profile`: what a corpus is made of, as numbers, tables and charts."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hegui.cli.corpus.answer import run_data, run_lines
from hegui.cli.corpus.engines import engine_of, engine_options
from hegui.cli.corpus.fields import field_map, files_of, meta_option, text_options
from hegui.cli.options import json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import COULD_NOT_RUN, DONE
from hegui.common.text import Lang, Text

if TYPE_CHECKING:
    from hegui.checks.corpus.profile.model import Profile, Shares

FILE = click.Path(path_type=Path)
HEAD = Text(
    "语料构成：{docs} 条文档，{characters} 个字符",
    "Profile: documents {docs}, characters {characters}",
)
OUT = Text(
    "全部数字：{path}　表：{tables}　图：{charts}",
    "All numbers: {path}  Tables: {tables}  Charts: {charts}",
)
UNKNOWN = Text("未知", "unknown")
ROWS = {
    "languages": Text("语种", "languages"),
    "chinese": Text("中文写法", "Chinese writing"),
    "sources": Text("来源", "sources"),
    "types": Text("类型", "types"),
    "months": Text("时间", "time"),
}
COLUMNS = {"zh": ("项目", "结果"), "en": ("topic", "answer")}
LENGTH = Text("长度（字符）", "length (characters)")
LENGTHS = Text(
    "中位 {middle}，5 % 至 95 %：{low}–{high}，最长 {longest}",
    "median {middle}, 5 % to 95 %: {low}–{high}, longest {longest}",
)
SYNTHETIC = Text("合成（按声明）", "synthetic (declared)")
SYNTHETICS = Text(
    "是 {yes}，否 {no}，未声明 {unknown}", "yes {yes}, no {no}, not declared {unknown}"
)
QUALITY = Text("质量信号（限值为自定）", "quality (our own limits)")
MOST = 5
WIDEST = 30


@click.command("profile")
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--out", type=FILE, required=True, help="输出文件夹 Folder for profile, tables, charts."
)
@text_options
@meta_option
@engine_options
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """统计语料的语种、来源、类型、长度、时间与质量。Profile a corpus.

    PATH 可以是文件、文件夹或通配符。PATHS are files, folders or globs.
    退出码：0 完成，2 用法不对，3 有分片读不了。
    Exit codes: 0 completed, 2 wrong use, 3 a shard could not be read.
    """
    result, profile = perform(asked, lang)
    if as_json:
        print_json({**run_data(result, asked, lang), "profile": profile})
    else:
        lines = as_text(profile, asked["out"], lang)
        click.echo("\n".join([*lines, *run_lines(result, asked, lang)]))
    return COULD_NOT_RUN if result.failures else DONE


def perform(asked: dict[str, Any], lang: Lang) -> tuple[Any, "Profile"]:
    """Profile the shards, merge what was counted, and write it."""
    from hegui.checks.corpus.profile.merging import merged, profile_of
    from hegui.checks.corpus.profile.stage import profile_stage, read_part
    from hegui.checks.corpus.profile.tables import write_tables
    from hegui.checks.corpus.shards.run import run
    from hegui.cli.corpus.bar import bar
    from hegui.common.files import write_atomic
    from hegui.common.hashing import canonical_json
    from hegui.reports.profile_charts import write_charts

    out, fields = asked["out"], field_map(asked)
    stage, engine = profile_stage(fields, out), engine_of(asked)
    with bar(asked["progress"]) as progress:
        result = run(
            stage,
            files_of(asked),
            engine,
            resume=asked["resume"],
            progress=progress,
        )
    part = merged(read_part(out, line.shard) for line in result.lines)
    profile = profile_of(part, fields, shards=len(result.lines), bad=result.total("bad"))
    write_atomic(out / "profile.json", canonical_json(profile))
    write_tables(out, profile)
    write_charts(out, profile, lang)
    return result, profile


def as_text(profile: "Profile", out: Path, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.cli.table import Column, table

    counts = {"docs": f"{profile.docs:,}", "characters": f"{profile.length.total:,}"}
    topic, answer = COLUMNS[lang]
    lines = [heading(HEAD.in_(lang, **counts)), ""]
    lines += [table([Column(topic), Column(answer)], list(rows(profile, lang))), ""]
    places = {"path": out / "profile.json", "tables": out / "tables", "charts": out / "charts"}
    return [*lines, OUT.in_(lang, **places)]


def rows(profile: "Profile", lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield the rows of the table."""
    for name, title in ROWS.items():
        yield title.in_(lang), told(getattr(profile, name), lang)
    length, known = profile.length, profile.synthetic
    low, middle, high = (f"{length.quantiles[at]:,}" for at in ("0.05", "0.5", "0.95"))
    yield (
        LENGTH.in_(lang),
        LENGTHS.in_(lang, low=low, middle=middle, high=high, longest=f"{length.longest:,}"),
    )
    yield (
        SYNTHETIC.in_(lang),
        SYNTHETICS.in_(lang, yes=known.yes, no=known.no, unknown=known.unknown),
    )
    yield QUALITY.in_(lang), quality(profile, lang)


def told(shares: "Shares", lang: Lang) -> str:
    """Return the most frequent values with their shares, and what is unknown."""
    shown = [f"{shown_value(share.value)} {percent(share.share)}" for share in shares.values[:MOST]]
    if len(shares.values) > MOST:
        shown.append("…")
    if shares.absent or not shown:
        shown.append(f"{UNKNOWN.in_(lang)} {percent(shares.absent_share)}")
    return "  ".join(shown)


def quality(profile: "Profile", lang: Lang) -> str:
    """Return the signs that some document shows, with their shares."""
    from hegui.checks.corpus.profile.rules import profile_rules

    names = profile_rules().quality.signals
    seen = [s for s in profile.quality if s.docs]
    return "  ".join(f"{getattr(names[s.signal], lang)} {percent(s.share)}" for s in seen) or "—"


def shown_value(value: str) -> str:
    """Return a value on one line, not too long; control characters do not reach the terminal."""
    plain = "".join(letter if letter.isprintable() else " " for letter in value)
    short = " ".join(plain.split())
    return short if len(short) <= WIDEST else short[: WIDEST - 1] + "…"


def percent(share: float) -> str:
    """Return a share with one decimal; what is there but small is not shown as nothing."""
    return "<0.1%" if 0 < share < 0.0005 else f"{share:.1%}"
