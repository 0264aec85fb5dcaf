"""`hegui corpus media`: places, device numbers and AI labels in folders of media; captions as text."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.corpus.answer import exit_code, failed, left_data, left_lines
from hegui.cli.corpus.engines import RunStoppedError, begun
from hegui.cli.fail_on import fail_on_choice
from hegui.cli.going_on import resumable
from hegui.cli.options import json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
NAMED = 10
"""Files that could not be read that are named on the terminal; the file of errors has all."""
UNIT = Text("个文件", "files")
HEAD = Text("{files} 个媒体文件", "Media files: {files}")
SKIPPED = Text("其中 {count} 个没有变化，未重读", "Unchanged and not read again: {count}")
OUT = Text("记录：{path}　说明文字：{captions} 条", "Records: {path}  Captions: {captions}")
UNREAD = Text(
    "表格与说明文字中 {count} 处读不了，逐条列在 {path}",
    "Places in tables and captions that could not be read: {count}; listed in {path}",
)
FILES = Text("其余读不了的文件列在 {path}", "The other files that could not be read are in {path}")
LISTED = 1000
"""Problems that `--json` lists; the file has them all."""
LEFT = ("left_out", "earlier", "passed_over", "twice")
HEADS = {"zh": ("测量值", "文件数"), "en": ("measure", "files")}
NAMES = {
    "with_location": Text("有位置", "with a place"),
    "with_device_id": Text("有设备序列号或持有人", "with a device's number or owner"),
    "with_device_model": Text("有设备型号", "with a device model"),
    "labelled_ai": Text("有 AI 标识", "with an AI label"),
    "declared_synthetic": Text("元数据表声明为合成", "declared AI-made in a table"),
    "synthetic": Text("合成（标识或声明）", "AI-made (label or declaration)"),
    "synthetic_unknown": Text("是否合成未知", "AI-made or not: unknown"),
    "generator_hint": Text("有生成工具的参数（仅提示）", "with a generator's parameters (a hint)"),
    "files_bad": Text("读不了", "unreadable"),
}


@click.command("media")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=FILE, required=True, help="输出文件夹 Folder of the records.")
@click.option(
    "--resume", is_flag=True, help="接着做，没有变化的不重读 Go on, skip unchanged files."
)
@fail_on_choice("location", "device", "bad")
@progress_option
@lang_option
@json_option
@resumable(begun, RunStoppedError)
def command(lang: Lang, as_json: bool, fail_on: tuple[str, ...], **asked: Any) -> int:
    """读取图像、音频、视频文件夹的元数据。Read metadata of image, audio and video folders.

    退出码：0 完成（见 --fail-on），1 见 --fail-on，2 用法不对，3 有媒体文件读不了（其余已读）。
    Exit codes: 0 done (see --fail-on), 1 see --fail-on, 2 wrong use, 3 a media file could not be read.
    """
    result = perform(asked, lang)
    if as_json:
        print_json(as_data(result, asked["out"], lang))
    else:
        click.echo("\n".join(as_text(result, asked["out"], lang)))
    counts = result.tally.counts
    names = {"location": counts["with_location"], "device": counts["with_device_id"]}
    return exit_code(result, fail_on, **names, bad=len(result.problems))


def perform(asked: dict[str, Any], lang: Lang) -> Any:
    """Look at the folders, with progress. The label family is loaded, so that labels are known."""
    from hegui.checks.corpus.media.folders import run_media
    from hegui.cli.corpus.counting import counting
    from hegui.engine.registry import load_checks

    load_checks()
    with counting(asked["progress"], lang, UNIT) as told:
        return run_media(asked["paths"], asked["out"], resume=asked["resume"], told=told)


def left_of(result: Any) -> dict[str, Any]:
    """Return what was not looked at, by the names of all commands."""
    return {name: getattr(result.files, name) for name in LEFT}


def as_data(result: Any, out: Path, lang: Lang) -> dict[str, Any]:
    """Return the answer for programs."""
    from hegui.checks.corpus.media.folders import RECORDS

    return {
        "out": str(out),
        "manifest": str(out / RECORDS),
        "skipped": result.skipped,
        "bad": len(result.problems),
        "errors": result.problems[:LISTED],
        "failed": failed(result, lang)[:LISTED],
        **left_data(left_of(result)),
        "measures": result.tally.measures(),
        **result.tally.further(),
        "captions": result.captions,
    }


def as_text(result: Any, out: Path, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.checks.corpus.media.folders import CAPTIONS, ERRORS, RECORDS
    from hegui.checks.corpus.shards.output import FAILED
    from hegui.cli.table import Column, table

    counts = result.tally.counts
    further = result.tally.further()
    kinds = [(kind, f"{n:,}") for kind, n in further["modality"].items()]
    rows = kinds + [(text.in_(lang), f"{counts[name]:,}") for name, text in NAMES.items()]
    name, number = HEADS[lang]
    lines = [heading(HEAD.in_(lang, files=f"{counts['files']:,}"))]
    lines += ["", table([Column(name), Column(number, "right")], rows), ""]
    if result.skipped:
        lines.append(SKIPPED.in_(lang, count=f"{result.skipped:,}"))
    if result.problems:
        lines.append(UNREAD.in_(lang, count=f"{len(result.problems):,}", path=out / ERRORS))
        lines += [f"  {one.where}: {one.what}" for one in result.problems[:NAMED]]
    told = failed(result, lang)
    lines += [f"  {one['message']}" for one in told[:NAMED]]
    if len(told) > NAMED:
        lines.append(FILES.in_(lang, path=out / FAILED))
    lines += left_lines(left_of(result), lang)
    captions = f"{out / CAPTIONS} ({result.captions:,})"
    lines.append(OUT.in_(lang, path=out / RECORDS, captions=captions))
    return lines
