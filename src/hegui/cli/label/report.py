"""`hegui label report`: a report of a sample, as HTML or PDF, with thumbnails."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.options import as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE, WrongUseError
from hegui.common.text import Lang, Text

FILE = click.Path(path_type=Path)
HEAD = Text("报告已写入 {path}", "The report is in {path}")


class LabelReportNameError(WrongUseError):
    """The name of the report says no format."""

    code = "label_report_name"
    text = Text(
        "“{path}”的后缀不是 .html 或 .pdf，请改名。",
        "“{path}” does not end in .html or .pdf; choose another name.",
    )


@click.command("report")
@click.argument("folder", type=FILE)
@click.option(
    "--out", type=FILE, required=True, help="report.html 或 report.pdf The file to write."
)
@as_of_option
@catalogue_option
@lang_option
@json_option
def command(lang: Lang, as_json: bool, out: Path, **asked: Any) -> int:
    """把 hegui label sample 的结果写成报告。Write a report of what hegui label sample left.

    退出码：0 完成，2 用法不对，3 无法运行。Exit codes: 0 done, 2 wrong use, 3 could not run.
    """
    from hegui.catalogue import load
    from hegui.common.dates import today
    from hegui.common.files import write_atomic
    from hegui.reports.corpus import REPORTS
    from hegui.reports.labels import build_labels

    report = REPORTS.get(out.suffix.lower().lstrip("."))
    if report is None:
        raise LabelReportNameError(path=out)
    day = asked["as_of"] or today()
    catalogue = load(asked["catalogue_dirs"], as_of=day)
    context = build_labels(asked["folder"], catalogue, lang, as_of=day.isoformat())
    write_atomic(out, report().render(context))
    if as_json:
        print_json({"out": str(out), "report_id": context.report_id})
    else:
        click.echo(heading(HEAD.in_(lang, path=out)))
    return DONE
