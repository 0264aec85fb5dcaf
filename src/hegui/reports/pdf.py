"""The PDF report: typst sets it; page one stands alone as the summary for management."""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.reports.context import ReportContext
from hegui.reports.fonts import FontChoice, check_glyphs, choose_fonts

OPEN_VERDICTS = ("does_not_conform", "partly")
"""Verdicts whose clauses get a page part of their own; all clauses are in the table."""


class TypesettingError(HeguiError):
    """Typst refused the document or warned; both are errors, since a report must be whole."""

    code = "typesetting"
    text = Text("排版 PDF 时出错：{what}", "Typesetting the PDF failed: {what}")


class PdfReport:
    """The report people print and sign."""

    id = "pdf"
    title = Text("PDF 报告", "PDF report")
    media_type = "application/pdf"
    suffix = "pdf"

    def __init__(self, fonts: FontChoice | None = None) -> None:
        self._fonts = fonts

    def render(self, context: ReportContext) -> bytes:
        """Return the PDF; its timestamp is the as-of date, so equal contexts give equal bytes."""
        fonts = self._fonts or choose_fonts()
        data = pdf_data(context)
        check_glyphs(data, fonts)
        return typeset({**data, "fonts": list(fonts.families)}, fonts, context.header.as_of)


def pdf_data(context: ReportContext) -> dict[str, Any]:
    """Return what the PDF shows: all verdicts, the open clauses in full, no register rows."""
    opened = tuple(c for c in context.clauses if c.verdict.code in OPEN_VERDICTS)
    slim = tuple(
        replace(c, conditions=(), assessor_steps=(), crosswalk=()) for c in context.clauses
    )
    data = asdict(replace(context, clauses=slim, instruments=()))
    data["open"] = [asdict(clause) for clause in opened]
    data["instruments"] = [
        {"id": i.id, "title": i.title, "version": i.version, "grade": i.grade, **_counts(i)}
        for i in context.instruments
    ]
    return data


def _counts(instrument: Any) -> dict[str, int]:
    codes = [row.applicability.code for row in instrument.obligations]
    return {code: codes.count(code) for code in ("applies", "does_not_apply", "undetermined")}


def set_document(
    name: str, data: dict[str, Any], as_of: str, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Set another template of the folder; every character is checked against the fonts first."""
    fonts = choose_fonts()
    check_glyphs(data, fonts)
    return typeset({**data, "fonts": list(fonts.families)}, fonts, as_of, name, pictures)


def typeset(
    data: dict[str, Any],
    fonts: FontChoice,
    as_of: str,
    name: str = "report",
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """Compile a template with `data`; user text travels as JSON and never becomes markup.

    `pictures` are files that the template names.
    """
    import typst

    template = files("hegui.reports") / "templates" / "pdf" / f"{name}.typ"
    with tempfile.TemporaryDirectory(prefix="hegui-pdf-") as folder:
        main = Path(folder, "report.typ")
        main.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        for own, content in (pictures or {}).items():
            Path(folder, own).write_bytes(content)
        Path(folder, "context.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
        try:
            pdf, warnings = typst.compile_with_warnings(
                str(main),
                root=folder,
                font_paths=list(fonts.folders),
                format="pdf",
                timestamp=_noon(as_of),
            )
        except typst.TypstError as error:
            raise TypesettingError(what=str(error)) from error
    if warnings:
        raise TypesettingError(what="; ".join(str(item) for item in warnings))
    return bytes(pdf)


def _noon(as_of: str) -> int:
    import datetime as dt

    day = dt.date.fromisoformat(as_of)
    return int(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC).timestamp())
