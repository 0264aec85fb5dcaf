"""`hegui corpus report`: one report of everything that the corpus commands left."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.options import as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
HEAD = Text("报告已写入 {path}", "The report is in {path}")


class ReportNameError(WrongUseError):
    """The name of the report says no format."""

    code = "corpus_report_name"
    text = Text(
        "“{path}”的后缀不是 .html 或 .pdf，请改名。",
        "“{path}” does not end in .html or .pdf; choose another name.",
    )


@click.command("report")
@click.argument("folders", nargs=-1, required=True, type=FILE)
@click.option(
    "--out", type=FILE, required=True, help="report.html 或 report.pdf The file to write."
)
@click.option("--name", default="", help="语料的名称 What the corpus is called.")
@as_of_option
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, out: Path, **asked: Any) -> int:
    """把扫描、抽检等结果写成一份报告。Write one report of scans, samples and the other results.

    DIR 是语料命令的 --out 文件夹；没有给的部分写明未做。
    DIRS are the --out folders of corpus commands; a part that is not given is told as not done.
    """
    context = perform(out, asked, lang)
    if as_json:
        parts = {part.id: part.state.code for part in context.parts}
        print_json({"out": str(out), "report_id": context.report_id, "parts": parts})
        return DONE
    click.echo(heading(HEAD.in_(lang, path=out)))
    for part in context.parts:
        click.echo(f"  {part.state.label}  {part.title}")
    return DONE


def perform(out: Path, asked: dict[str, Any], lang: Lang) -> Any:
    """Read the folders, write the report."""
    from hegui.catalogue import load
    from hegui.common.dates import today
    from hegui.common.files import distinct, write_atomic
    from hegui.reports.corpus import REPORTS, build, read_folder

    report = REPORTS.get(out.suffix.lower().lstrip("."))
    if report is None:
        raise ReportNameError(path=out)
    day = asked["as_of"] or today()
    folders = [read_folder(folder) for folder in distinct(asked["folders"])]
    catalogue = load(asked["catalogue_dirs"], as_of=day)
    context = build(folders, catalogue, lang, as_of=day.isoformat(), name=asked["name"])
    write_atomic(out, report().render(context))
    return context
