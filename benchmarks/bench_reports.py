"""Reports: the 20-page PDF and the HTML page of a full catalogue."""

import io
import sys
from pathlib import Path
from typing import Any

CLAUSES = 187


def bench(case: Any) -> None:
    """Measure rendering; the context is made up, the number of clauses is real."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from pypdf import PdfReader

    from hegui.reports.html import HtmlReport
    from hegui.reports.pdf import PdfReport
    from tests.reports.factory import make_context

    context = make_context(size=CLAUSES)
    with case("PDF of 187 clauses, first", limit=1.5) as figures:
        pdf = PdfReport().render(context)
    figures["pages"] = len(PdfReader(io.BytesIO(pdf)).pages)
    with case("PDF of 187 clauses, again", limit=1.5):
        PdfReport().render(context)
    with case("HTML of 187 clauses") as figures:
        page = HtmlReport().render(context)
    figures["kilobytes"] = len(page) // 1000
