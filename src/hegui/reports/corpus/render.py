"""The corpus report as HTML and as PDF."""

from base64 import b64decode
from dataclasses import asdict, replace
from typing import Any, Protocol

from hegui.common.text import Text
from hegui.reports.corpus.context import Answer, Chart, CorpusContext
from hegui.reports.corpus.drawing import bars, interval
from hegui.reports.page import html_page


class CorpusReport(Protocol):
    """A report of a corpus; the same context gives the same bytes."""

    id: str
    title: Text
    media_type: str
    suffix: str

    def render(self, context: CorpusContext) -> bytes:
        """Return the document."""


class CorpusHtml:
    """One HTML file without a script; works from a mail attachment and on paper."""

    id = "corpus-html"
    title = Text("语料检查报告（网页）", "Report of the corpus (HTML)")
    media_type = "text/html"
    suffix = "html"

    def render(self, context: CorpusContext) -> bytes:
        """Return the page."""
        from markupsafe import Markup

        from hegui.reports.html import icon

        def drawn(chart: Chart) -> Markup:
            return Markup(bars(chart))  # noqa: S704

        def plotted(answer: Answer) -> Markup:
            return Markup(interval(answer))  # noqa: S704

        return html_page(
            "corpus.html",
            ("report.css", "corpus.css"),
            c=context,
            w=context.w,
            icon=lambda code: Markup(icon(code)),  # noqa: S704
            chart=drawn,
            plot=plotted,
        )


class CorpusPdf:
    """The report for paper and signature."""

    id = "corpus-pdf"
    title = Text("语料检查报告（PDF）", "Report of the corpus (PDF)")
    media_type = "application/pdf"
    suffix = "pdf"

    def render(self, context: CorpusContext) -> bytes:
        """Return the PDF; characters that no font has are written as their numbers."""
        from hegui.reports.fonts import choose_fonts, with_glyphs
        from hegui.reports.pdf import set_document

        data: dict[str, Any] = with_glyphs(asdict(without_data(context)), choose_fonts())
        pictures = {p.name: b64decode(p.data) for part in context.parts for p in part.pictures}
        return set_document("corpus", data, context.as_of, pictures)


def without_data(context: CorpusContext) -> CorpusContext:
    """Return the context with pictures by name only: their bytes are files beside it."""
    parts = (
        replace(part, pictures=tuple(replace(p, data="") for p in part.pictures))
        for part in context.parts
    )
    return replace(context, parts=tuple(parts))


REPORTS: dict[str, type[CorpusHtml] | type[CorpusPdf]] = {"html": CorpusHtml, "pdf": CorpusPdf}
"""Suffix of the file asked for -> the report."""
