"""`hegui label mark`: put an explicit label on texts, pictures, sounds and films."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.label import marked
from hegui.cli.label.running import many_options, write_csv
from hegui.cli.options import catalogue_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS, WrongUseError
from hegui.common.text import LANGS, Lang, Text

FILE = click.Path(path_type=Path)


class WhereError(WrongUseError):
    """Neither or both of `--out` and `--in-place` are given."""

    code = "label_where"
    text = Text(
        "请用 --out 指定文件夹，或用 --in-place 改写原文件，二者取一。",
        "Name a folder with --out, or rewrite the files with --in-place: one of the two.",
    )


@click.command("mark")
@click.argument("files", nargs=-1, required=True)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="写到此文件夹，子文件夹照旧 Folder of the labelled files, which keep their places in it.",
)
@click.option("--in-place", is_flag=True, help="改写原文件 Rewrite the files themselves.")
@click.option("--overwrite", is_flag=True, help="可覆盖 --out 里的文件 May replace files in --out.")
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
    "--force", is_flag=True, help="C2PA 清单会失效也加 Also where a C2PA manifest breaks."
)
@click.option("--dry-run", is_flag=True, help="只说会做什么 Say what would be done.")
@many_options
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, csv_file: Path | None, **asked: Any) -> int:
    """给文本、图片、音频、视频加显式标识。Put an explicit label on texts, pictures, sounds, films.

    退出码：0 全部已加，1 有未加的，2 用法不对，3 无法运行。
    Exit codes: 0 all labelled, 1 some not, 2 wrong use, 3 could not run.
    """
    if (asked["out"] is None) != asked["in_place"]:
        raise WhereError()
    outcome = marked.perform(asked, lang)
    if csv_file:
        write_csv(csv_file, marked.HEADS, marked.cells(outcome, lang))
    if as_json:
        print_json(marked.as_json(outcome, lang))
    else:
        click.echo("\n".join(marked.as_text(outcome, lang)))
    return DONE_WITH_FINDINGS if outcome.failed else DONE
