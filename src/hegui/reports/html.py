"""The HTML report: one self-contained file that works from a mail attachment and on paper."""

import base64
import hashlib

from hegui.common.text import Text
from hegui.reports import charts
from hegui.reports.context import ReportContext
from hegui.reports.page import asset, html_page

ICONS = {
    "conforms": '<circle cx="8" cy="8" r="7"/><path class="ink" d="M4.5 8.3l2.4 2.4 4.6-5"/>',
    "partly": '<circle class="ring" cx="8" cy="8" r="6.2"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z"/>',
    "does_not_conform": '<circle cx="8" cy="8" r="7"/><path class="ink" d="M5 5l6 6M11 5l-6 6"/>',
    "not_applicable": '<circle class="ring" cx="8" cy="8" r="6.2"/><path class="line" d="M4.8 8h6.4"/>',
    "undetermined": '<circle class="ring dashed" cx="8" cy="8" r="6.2"/>'
    '<path class="line" d="M6 6.3a2 2 0 1 1 2.6 1.9c-.5.2-.6.5-.6 1M8 11.3v.4"/>',
}
"""Icon shapes, so that a verdict is never told by colour alone."""

SAME_SHAPE = {
    "holds": "conforms",
    "fails": "does_not_conform",
    "unknown": "undetermined",
    "left_out": "not_applicable",
    "applies": "conforms",
    "does_not_apply": "not_applicable",
    "passed": "conforms",
    "blocked": "does_not_conform",
    "open": "undetermined",
}


def icon(code: str) -> str:
    """Return the icon of a verdict, state or applicability as inline SVG."""
    shape = SAME_SHAPE.get(code, code)
    body = ICONS.get(shape, "")
    return f'<svg class="icon v-{shape}" viewBox="0 0 16 16" aria-hidden="true">{body}</svg>'


class HtmlReport:
    """One HTML file with overview, clauses, obligations, checks, evidence and limits."""

    id = "html"
    title = Text("网页报告", "HTML report")
    media_type = "text/html"
    suffix = "html"

    def render(self, context: ReportContext) -> bytes:
        """Return the page; its script is named by hash in the page's own security policy."""
        from markupsafe import Markup

        script = asset("report.js")
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        return html_page(
            "report.html",
            ("report.css",),
            c=context,
            w=context.w,
            script=Markup(script),  # noqa: S704
            script_hash=digest,
            icon=lambda code: Markup(icon(code)),  # noqa: S704
            stacked_bar=lambda *a: Markup(charts.stacked_bar(*a)),  # noqa: S704
            score_bars=lambda *a: Markup(charts.score_bars(*a)),  # noqa: S704
            rate_plot=lambda rate: Markup(charts.rate_plot(rate)),  # noqa: S704
        )
