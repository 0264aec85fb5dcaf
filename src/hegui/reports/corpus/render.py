"""The corpus report as HTML and as PDF."""

from dataclasses import asdict
from importlib.resources import files
from typing import Any, Protocol

from hegui.common.text import Text
from hegui.reports.corpus.context import Answer, Chart, CorpusContext
from hegui.reports.corpus.drawing import bars, interval


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
        from jinja2 import Environment, PackageLoader, StrictUndefined
        from markupsafe import Markup

        from hegui.reports.html import icon

        environment = Environment(
            loader=PackageLoader("hegui.reports", "templates/html"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        folder = files("hegui.reports") / "templates" / "html"
        styles = [
            (folder / name).read_text(encoding="utf-8") for name in ("report.css", "corpus.css")
        ]

        def drawn(chart: Chart) -> Markup:
            return Markup(bars(chart))  # noqa: S704

        def plotted(answer: Answer) -> Markup:
            return Markup(interval(answer))  # noqa: S704

        page = environment.get_template("corpus.html").render(
            c=context,
            w=context.w,
            style=Markup("\n".join(styles)),  # noqa: S704
            icon=lambda code: Markup(icon(code)),  # noqa: S704
            chart=drawn,
            plot=plotted,
        )
        return page.encode()


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

        data: dict[str, Any] = with_glyphs(asdict(context), choose_fonts())
        return set_document("corpus", data, context.as_of)


REPORTS: dict[str, type[CorpusHtml] | type[CorpusPdf]] = {"html": CorpusHtml, "pdf": CorpusPdf}
"""Suffix of the file asked for -> the report."""
