"""`hegui model report`: the report of a test as HTML or PDF."""

from pathlib import Path
from typing import Any

import click

from hegui.cli.model.options import FILE, key_options
from hegui.cli.options import as_of_option, catalogue_option, json_option, lang_option
from hegui.cli.output import heading, print_json
from hegui.common.errors import DONE
from hegui.common.text import Lang, Text

HEAD = Text("报告已写入 {path}", "The report is in {path}")


@click.command("report")
@click.argument("run", type=FILE)
@click.option(
    "--out", type=FILE, help="report.html 或 report.pdf The file (default: in the folder)."
)
@key_options
@as_of_option
@catalogue_option
@lang_option
@json_option
def command(run: Path, out: Path | None, lang: Lang, as_json: bool, **asked: Any) -> int:
    """把一次测试写成报告（HTML 或 PDF）。Write the report of a test, as HTML or PDF.

    RUN 是 hegui model test 或 hegui model load 的 --out 文件夹。RUN is the --out folder of hegui model test
    or of hegui model load.
    """
    from hegui.catalogue import load
    from hegui.cli.corpus.report import ReportNameError
    from hegui.common.dates import today
    from hegui.common.files import write_atomic
    from hegui.engine.sealing import read_seal
    from hegui.reports.model import REPORTS, build_load, build_model, read_load, read_test

    out = out or run / "report.html"
    report = REPORTS.get(out.suffix.lower().lstrip("."))
    if report is None:
        raise ReportNameError(path=out)
    day = asked["as_of"] or today()
    catalogue, as_of = load(asked["catalogue_dirs"], as_of=day), day.isoformat()
    if (held := read_load(run)) is not None:
        context = build_load(held, catalogue, lang, as_of=as_of)
    else:
        told = read_test(run, read_seal(asked["key_env"], asked["key_file"]))
        context = build_model(told, catalogue, lang, as_of=as_of)
    write_atomic(out, report().render(context))
    if as_json:
        parts = {part.id: part.state.code for part in context.parts}
        print_json({"out": str(out), "report_id": context.report_id, "parts": parts})
        return DONE
    click.echo(heading(HEAD.in_(lang, path=out)))
    for part in context.parts:
        click.echo(f"  {part.state.label}  {part.title}")
    return DONE
