"""`hegui label mark`: put an explicit label on texts, pictures, sounds and films."""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import click

from hegui.cli.label.running import plain
from hegui.cli.options import catalogue_option, json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, HeguiError, WrongUseError
from hegui.common.text import LANGS, Lang, Text

FILE = click.Path(path_type=Path)
UNIT = Text("个文件", "files")
HEAD = Text("{done} 个文件已加显式标识，{failed} 个未加", "{done} files labelled, {failed} not")
MARK = Text(
    "{place}　字高 {px} 像素（短边的 {ratio}）　对比度 {contrast}",
    "{place}  glyphs {px} px ({ratio} of the short side)  contrast {contrast}",
)
SOUND = Text("{place}　{form}，{second} 秒处", "{place}  {form} at {second} s")
CODED = {
    "nothing": Text("其余数据未重新编码", "nothing else was coded anew"),
    "opening": Text("只重新编码了开头，其余原样复制", "only the opening was coded anew"),
    "all": Text("重新编码", "coded anew"),
}
LOST = Text("未能保留：{what}", "lost: {what}")


class WhereError(WrongUseError):
    """Neither or both of `--out` and `--in-place` are given."""

    code = "label_where"
    text = Text(
        "请用 --out 指定文件夹，或用 --in-place 改写原文件，二者取一。",
        "Name a folder with --out, or rewrite the files with --in-place: one of the two.",
    )


class SameNameError(WrongUseError):
    """Two files would have the same name in the output folder."""

    code = "label_same_name"
    text = Text(
        "“{name}”在输出文件夹中会重名，请分次处理。",
        "Two files would be “{name}” in the output folder; label them apart.",
    )


@click.command("mark")
@click.argument("files", nargs=-1, required=True)
@click.option("--out", type=FILE, help="写到此文件夹 Folder of the labelled files.")
@click.option("--in-place", is_flag=True, help="改写原文件 Rewrite the files themselves.")
@click.option("--words", default="", help="标识文字 Words of the label (default: ours).")
@click.option(
    "--words-lang", type=click.Choice(LANGS), default="zh", help="模板的语言 Language of ours."
)
@click.option(
    "--place",
    type=click.Choice(["start", "middle", "end"]),
    default="start",
    help="文本、音频中的位置 Where in a text or sound.",
)
@click.option(
    "--position",
    type=click.Choice(
        ["top-left", "top", "top-right", "left", "right", "bottom-left", "bottom", "bottom-right"]
    ),
    default="bottom-right",
    help="图片、视频中的位置 Where in a picture or film.",
)
@click.option(
    "--height",
    type=click.FloatRange(0.01, 0.5),
    default=None,
    help="字高占短边的比例，不低于标准 Height of glyphs as a part of the short side.",
)
@click.option("--font", type=click.Path(path_type=Path, exists=True), help="字体文件 A font file.")
@click.option(
    "--prompt",
    type=click.Path(path_type=Path, exists=True),
    help="语音提示文件，代替节奏 A spoken prompt in place of the rhythm.",
)
@click.option("--record/--no-record", default=True, help="写出添加记录 Write a record beside it.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="同时处理的进程数 Processes that work side by side.",
)
@progress_option
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """给文本、图片、音频、视频加显式标识。Put an explicit label on texts, pictures, sounds, films.

    退出码：0 全部已加，1 有未加的，2 用法不对，3 无法运行。
    Exit codes: 0 all labelled, 1 some not, 2 wrong use, 3 could not run.
    """
    done, failed = perform(asked, lang)
    if as_json:
        print_json({"done": done, "failed": [error.as_dict(lang) for error in failed]})
    else:
        click.echo("\n".join(as_text(done, failed, lang)))
    return DONE_WITH_FINDINGS if failed else DONE


def perform(asked: dict[str, Any], lang: Lang) -> tuple[list[Any], list[HeguiError]]:
    """Label the files one after another; what fails is told and the others are done."""
    from hegui.catalogue import load
    from hegui.checks.labels.explicit.judging import KINDS
    from hegui.checks.labels.explicit.rules import load_explicit_rules
    from hegui.cli.corpus.counting import counting
    from hegui.cli.label.contents import listed_files

    if (asked["out"] is None) != asked["in_place"]:
        raise WhereError()
    rules = load_explicit_rules(load(asked["catalogue_dirs"]))
    paths = listed_files(asked["files"], frozenset(s for group in KINDS.values() for s in group))
    where = _destinations(paths, asked["out"])
    work = functools.partial(_marked, rules, _asked(asked), asked["record"])
    pairs = [(path, where(path)) for path in paths]
    done: list[Any] = []
    failed: list[HeguiError] = []
    with counting(asked["progress"], lang, UNIT) as told:
        for number, made in enumerate(_side_by_side(work, pairs, asked["jobs"]), start=1):
            if isinstance(made, HeguiError):
                failed.append(made)
            else:
                done.append(made)
            told(number)
    if failed and not done and len(failed) == 1:
        raise failed[0]
    return done, failed


def _marked(rules: Any, wish: Any, record: bool, pair: tuple[Path, Path]) -> Any:
    """Return the record of one labelled file, or the error that stopped it."""
    from hegui.checks.labels.explicit.marking import mark_file

    try:
        return mark_file(*pair, rules, wish, record=record)
    except HeguiError as error:
        return error


def _side_by_side(
    work: Callable[[tuple[Path, Path]], Any], pairs: list[tuple[Path, Path]], jobs: int
) -> Iterator[Any]:
    if jobs == 1 or len(pairs) == 1:
        yield from map(work, pairs)
        return
    with ProcessPoolExecutor(min(jobs, len(pairs))) as pool:
        yield from pool.map(work, pairs)


def _asked(asked: dict[str, Any]) -> Any:
    from hegui.checks.labels.explicit.marking import Asked

    return Asked(
        words=asked["words"],
        lang=asked["words_lang"],
        place=asked["place"],
        position=asked["position"].replace("-", "_"),
        height_ratio=asked["height"] or 0.0,
        font=asked["font"],
        prompt=asked["prompt"],
    )


def _destinations(paths: list[Path], out: Path | None) -> Callable[[Path], Path]:
    if out is None:
        return lambda path: path
    names: set[str] = set()
    for path in paths:
        if path.name in names:
            raise SameNameError(name=path.name)
        names.add(path.name)
    return lambda path: out / path.name


def as_text(done: list[Any], failed: list[HeguiError], lang: Lang) -> list[str]:
    """Return the answer for people."""
    lines = [heading(HEAD.in_(lang, done=len(done), failed=len(failed)))]
    for record in done:
        lines.append(plain(f"  {record.file}  {_told(record, lang)}"))
        if record.lost:
            lines.append("    " + LOST.in_(lang, what=", ".join(record.lost)))
    return [*lines, *(plain(f"  {error.message(lang)}") for error in failed)]


def _told(record: Any, lang: Lang) -> str:
    coded = CODED[record.coded].in_(lang)
    if record.mark:
        mark = record.mark
        values = {"px": mark["glyph_px"], "ratio": f"{mark['height_ratio']:.1%}"}
        values |= {"place": mark["position"], "contrast": mark["contrast"]}
        return f"{MARK.in_(lang, **values)}  {coded}"
    if record.sound:
        values = {name: record.sound[name] for name in ("form", "second")}
        return f"{SOUND.in_(lang, place=record.place, **values)}  {coded}"
    return f"{record.place}  {record.words}"
