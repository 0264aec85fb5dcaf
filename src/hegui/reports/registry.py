"""The reports by format: those of this package and those of the entry-point group `hegui.reports`.

A new report is one class in one module; a package of its own names it in its entry points.
"""

import importlib
from collections.abc import Iterable
from importlib.metadata import entry_points
from typing import Protocol

from hegui.common.errors import HeguiError, WrongUseError
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
    "junit": "hegui.reports.junit:JunitReport",
    "sarif": "hegui.reports.sarif:SarifReport",
}
"""Format -> module:class; imported on use, since some need heavy libraries."""

GROUP = "hegui.reports"


class DuplicateReportError(HeguiError):
    """A package offers a report format that exists already."""

    code = "duplicate_report"
    text = Text(
        "报告格式“{format}”已存在，“{value}”不能再登记一次；请改用别的名字。",
        "The report format “{format}” exists already; “{value}” must choose another name.",
    )


def available() -> dict[str, str]:
    """Return `module:class` of every format, entry points included."""
    known = dict(REPORTS)
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        if known.get(point.name, point.value) != point.value:
            raise DuplicateReportError(format=point.name, value=point.value)
        known[point.name] = point.value
    return known


def get_report(format_: str) -> Report:
    """Return the report of this format or raise `ReportFormatError`."""
    known = available()
    if format_ not in known:
        raise ReportFormatError(format=format_, known=", ".join(known))
    module, _, name = known[format_].partition(":")
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
