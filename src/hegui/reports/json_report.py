"""The JSON report: the whole context as one canonical JSON object."""

from dataclasses import asdict

from hegui.common.hashing import canonical_json
from hegui.common.text import Text
from hegui.reports.context import ReportContext


class JsonReport:
    """Everything the pages show, for programs."""

    id = "json"
    title = Text("JSON 报告", "JSON report")
    media_type = "application/json"
    suffix = "json"

    def render(self, context: ReportContext) -> bytes:
        """Return canonical JSON without the fixed words."""
        content = asdict(context)
        del content["w"]
        if context.sealed:
            for name in ("sections", "marks", "sealed"):
                del content[name]
        return canonical_json({"schema": "hegui/report/1", **content})
