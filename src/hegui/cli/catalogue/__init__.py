"""`hegui catalogue`: check the data, count it, list, show, search it, and compare two days."""

import datetime as dt
from pathlib import Path

import click

from hegui.cli.options import DAY, as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import print_json
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang


@click.group("catalogue")
def command() -> None:
    """查看与校验规则目录。Look into the catalogue of rules and check it."""


@command.command("check")
@click.option("--verbose", is_flag=True, help="逐行列出提示 List every notice.")
@catalogue_option
@lang_option
@json_option
def check_command(
    verbose: bool, catalogue_dirs: tuple[Path, ...], lang: Lang, as_json: bool
) -> int:
    """校验目录数据的每一行。Check every row; exit code 1 when something is wrong."""
    from hegui.catalogue.checking import check_folders
    from hegui.cli.catalogue import checking

    report = check_folders(catalogue_dirs)
    if as_json:
        print_json(checking.as_data(report, lang))
    else:
        click.echo("\n".join(checking.as_text(report, lang, verbose)))
    return DONE if report.ok else DONE_WITH_FINDINGS


@command.command("stats")
@catalogue_option
@as_of_option
@lang_option
@json_option
def stats_command(
    catalogue_dirs: tuple[Path, ...], as_of: dt.date | None, lang: Lang, as_json: bool
) -> int:
    """各类有多少行、核实到什么程度。Count the rows by kind and by grade."""
    from hegui.catalogue import load
    from hegui.cli.catalogue import stats

    catalogue = load(catalogue_dirs, as_of=as_of)
    if as_json:
        print_json(stats.as_data(catalogue))
    else:
        click.echo("\n".join(stats.as_text(catalogue, lang)))
    return DONE


@command.command("list")
@click.argument("kind", required=False)
@catalogue_option
@as_of_option
@lang_option
@json_option
def list_command(
    kind: str | None,
    catalogue_dirs: tuple[Path, ...],
    as_of: dt.date | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """列出一类的全部行；不写类别则列出类别。List the rows of a kind, or the kinds."""
    from hegui.catalogue import load
    from hegui.cli.catalogue import listing

    catalogue = load(catalogue_dirs, as_of=as_of)
    rows = listing.rows_of(catalogue, kind)
    if as_json:
        print_json(listing.as_data(catalogue, rows))
    else:
        click.echo(listing.as_text(catalogue, rows, lang))
    return DONE


@command.command("show")
@click.argument("row_id", metavar="ID")
@catalogue_option
@as_of_option
@lang_option
@json_option
def show_command(
    row_id: str, catalogue_dirs: tuple[Path, ...], as_of: dt.date | None, lang: Lang, as_json: bool
) -> int:
    """查看一行及其两个方向的对应。Show a row, and what it leads to in both directions."""
    from hegui.catalogue import load
    from hegui.catalogue.query import Links, find
    from hegui.cli.catalogue import showing

    catalogue = load(catalogue_dirs, as_of=as_of)
    found, links = find(catalogue, row_id), Links(catalogue)
    if as_json:
        print_json({"rows": [showing.as_data(links, item) for item in found]})
    else:
        parts = [showing.as_text(catalogue, links, item, lang) for item in found]
        click.echo("\n\n".join(parts))
    return DONE


@command.command("search")
@click.argument("text", nargs=-1, required=True)
@catalogue_option
@as_of_option
@lang_option
@json_option
def search_command(
    text: tuple[str, ...],
    catalogue_dirs: tuple[Path, ...],
    as_of: dt.date | None,
    lang: Lang,
    as_json: bool,
) -> int:
    """查找含有全部这些词的行。Find the rows that hold all these words, in either language."""
    from hegui.catalogue import load
    from hegui.catalogue.finding import search
    from hegui.cli.catalogue import listing

    catalogue = load(catalogue_dirs, as_of=as_of)
    rows = search(catalogue, " ".join(text))
    if as_json:
        print_json(listing.as_data(catalogue, rows))
    else:
        click.echo(listing.as_text(catalogue, rows, lang))
    return DONE


@command.command("diff")
@click.option("--from", "start", type=DAY, required=True, help="较早的一天 The earlier day.")
@click.option("--to", "end", type=DAY, required=True, help="较晚的一天 The later day.")
@catalogue_option
@lang_option
@json_option
def diff_command(
    start: dt.date, end: dt.date, catalogue_dirs: tuple[Path, ...], lang: Lang, as_json: bool
) -> int:
    """两天之间哪些规定开始或停止生效。Which rows begin or end between two days."""
    from hegui.catalogue import load
    from hegui.cli.catalogue import comparing

    report = comparing.compare(load(catalogue_dirs, as_of=end), start, end)
    if as_json:
        print_json(comparing.as_data(report))
    else:
        click.echo("\n".join(comparing.as_text(report, lang)))
    return DONE
