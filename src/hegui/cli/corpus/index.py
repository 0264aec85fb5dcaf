"""`hegui corpus index`: make an index of works, block-listed texts or test sets to compare with."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.corpus.answer import left_data, left_lines
from hegui.cli.corpus.fields import field_map, files_of, text_options
from hegui.cli.options import json_option, lang_option, progress_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
HEAD = Text(
    "索引完成：{texts} 篇{kind}，{letters} 个字，{size} MB",
    "Index ({kind}): texts {texts}, letters {letters}, {size} MB",
)
SHORT = Text(
    "{count} 篇不足 {gram} 个字，无法比对，未收入：{places}",
    "Texts of fewer than {gram} letters, which cannot be compared and were left out: {count}: {places}",
)
BAD = Text("{count} 篇读不了：", "Texts that could not be read: {count}")
LISTED = 20


@click.command("index")
@click.argument("works", nargs=-1, required=True)
@click.option("--out", type=FILE, required=True, help="索引文件 The index file.")
@click.option(
    "--kind",
    type=click.Choice(["work", "blocked", "test_set"]),
    default="work",
    show_default=True,
    help="受保护作品、禁用文本或公开测试集 Protected works, block-listed texts or a test set.",
)
@click.option(
    "--name", default="", help="索引的名称，默认为文件名 Its name; the file's by default."
)
@text_options
@progress_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, **asked: Any) -> int:
    """为作品、禁用文本或测试集建索引。Make an index of texts to compare a corpus with.

    WORKS 可以是文件、文件夹或通配符；文本文件一篇一作，JSONL 与 Parquet 一条一作。
    WORKS are files, folders or globs: a text file is one work, a JSON line or row is one work.
    退出码：0 完成，1 有作品未收入，2 用法不对，3 未能运行。
    Exit codes: 0 done, 1 some works were left out, 2 wrong use, 3 could not run.
    """
    built = perform(asked)
    if as_json:
        print_json(as_data(built, asked))
    else:
        lines = [*as_text(built, asked["out"], lang), *left_lines(asked, lang)]
        click.echo("\n".join(lines))
    return DONE_WITH_FINDINGS if built.short or built.errors else DONE


def perform(asked: dict[str, Any]) -> Any:
    """Build the index with a progress bar on standard error."""
    from hegui.checks.corpus.overlap.building import build_index
    from hegui.checks.corpus.overlap.errors import IndexExistsError
    from hegui.cli.corpus.bar import bar

    if asked["out"].exists():
        raise IndexExistsError(path=asked["out"])
    files = files_of(asked, "works")
    done, total = 0, sum(file.size for file in files)
    with bar(asked["progress"]) as progress:

        def tick(read: int) -> None:
            nonlocal done
            done += read
            progress(min(done, total), total)

        return build_index(
            files,
            asked["out"],
            kind=asked["kind"],
            name=asked["name"] or asked["out"].stem,
            fields=field_map(asked),
            tick=tick,
        )


def as_data(built: Any, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the answer for programs."""
    out: Path = asked["out"]
    return {
        "out": str(out),
        "index": str(out),
        "size": out.stat().st_size,
        "header": built.header,
        "short": built.short,
        "bad": len(built.errors),
        "errors": built.errors,
        **left_data(asked),
    }


def as_text(built: Any, out: Path, lang: Lang) -> list[str]:
    """Return the answer for people."""
    from hegui.checks.corpus.overlap.kinds import rules

    header = built.header
    cut = rules().kinds[header.kind]
    said = HEAD.in_(
        lang,
        texts=f"{header.texts:,}",
        letters=f"{header.letters:,}",
        kind=Text(cut.zh, cut.en).in_(lang),
        size=f"{out.stat().st_size / 1e6:,.1f}",
    )
    lines = [heading(said), str(out)]
    if built.short:
        places = ", ".join(built.short[:LISTED]) + (" …" if len(built.short) > LISTED else "")
        lines.append(SHORT.in_(lang, count=len(built.short), gram=header.gram, places=places))
    if built.errors:
        lines.append(BAD.in_(lang, count=len(built.errors)))
        lines += [f"  {error.where}  {error.what}" for error in built.errors[:LISTED]]
    return lines
