"""The reports by format. A new report is one class in one module, named here."""

import importlib
from collections.abc import Iterable
from typing import Protocol

from hegui.common.errors import WrongUseError
from hegui.common.text import Lang, Text
from hegui.reports.context import ReportContext, build_context
from hegui.reports.material import Material


class Report(Protocol):
    """A report: id, title, media type, and bytes from a context. Templates calculate nothing."""

    id: str
    title: Text
    media_type: str
    suffix: str

    def render(self, context: ReportContext) -> bytes:
        """Return the document; the same context gives the same bytes."""


class ReportFormatError(WrongUseError):
    """The asked report format does not exist."""

    code = "report_format"
    text = Text(
        "没有“{format}”这种报告；可用：{known}。",
        "There is no report format “{format}”; choose from {known}.",
    )


REPORTS = {
    "html": "hegui.reports.html:HtmlReport",
    "pdf": "hegui.reports.pdf:PdfReport",
    "json": "hegui.reports.json_report:JsonReport",
}
"""Format -> module:class; imported on use, since some need heavy libraries."""


def get_report(format_: str) -> Report:
    """Return the report of this format or raise `ReportFormatError`."""
    if format_ not in REPORTS:
        raise ReportFormatError(format=format_, known=", ".join(REPORTS))
    module, _, name = REPORTS[format_].partition(":")
    report: Report = getattr(importlib.import_module(module), name)()
    return report


def file_name(format_: str, lang: Lang) -> str:
    """Return the file name of a report inside a bundle's `reports/`."""
    return f"report.{lang}.{get_report(format_).suffix}"


def render_all(
    material: Material, formats: Iterable[str], langs: Iterable[Lang]
) -> dict[str, bytes]:
    """Render every format in every language; keys are file names."""
    pages: dict[str, bytes] = {}
    reports = [get_report(name) for name in formats]
    for lang in langs:
        context = build_context(material, lang)
        for report in reports:
            pages[f"report.{lang}.{report.suffix}"] = report.render(context)
    return pages
