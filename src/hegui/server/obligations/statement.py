"""The statement of applicability as a PDF that people print and sign."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from hegui.common.dates import today
from hegui.common.hashing import digest_of
from hegui.common.text import Text
from hegui.server.core.errors import ConflictError
from hegui.server.core.heavy import heavy
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.selectors import counts
from hegui.server.obligations.selectors.register import Line
from hegui.server.obligations.sheet import statement_row
from hegui.server.obligations.words import STATES
from hegui.server.pages.language import language, said

SECONDS = 60
TITLE = Text("适用性声明", "Statement of applicability")
WORDS = {
    "date": Text("日期", "Date"),
    "catalogue": Text("规则目录", "Catalogue"),
    "counts": Text("适用性计数", "Counts by applicability"),
    "decided": Text("其中由人判断", "Decided by people"),
    "digest": Text("内容摘要", "Digest of the content"),
    "not_legal_advice": Text("本声明不构成法律意见。", "This statement is not legal advice."),
    "note": Text(
        "“未定”表示还缺事实，不等于不适用。要求为本产品的转述，不是原文。",
        "“Undetermined” means that facts are missing, not that the obligation does not apply. "
        "Requirements are our paraphrase, not the text of the law.",
    ),
    "prepared_by": Text("编制", "Prepared by"),
    "reviewed_by": Text("复核", "Reviewed by"),
    "approved_by": Text("批准", "Approved by"),
    "obligation": Text("义务", "Obligation"),
    "required": Text("要求", "What is required"),
    "state": Text("适用性", "Applicability"),
    "reason": Text("理由", "Reason"),
    "by": Text("由谁判断", "By whom"),
    "controls": Text("控制措施", "Controls"),
    "owner": Text("责任人", "Owner"),
}


def statement_pdf(viewer: Viewer, lines: Sequence[Line]) -> bytes:
    """Return the statement as it stands, set aside within a time limit.

    Raises `ConflictError` with the reason when it cannot be set, such as a character of no font.
    """
    document = {"name": "statement", "as_of": str(today()), "data": statement_data(viewer, lines)}
    with (
        heavy(viewer.organisation.id),
        tempfile.TemporaryDirectory(prefix="hegui-statement-") as folder,
    ):
        place = Path(folder)
        (place / "document.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        command = [sys.executable, "-m", "hegui.reports.aside", folder]
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=True)
        except subprocess.SubprocessError as error:
            raise ConflictError(
                what_zh="没有排成 PDF，请改用 Excel 或打印网页。",
                what_en="the PDF could not be set; use Excel or print the page.",
            ) from error
        problem = place / "problem.json"
        if problem.exists():
            told = json.loads(problem.read_bytes())
            raise ConflictError(what_zh=told["zh"], what_en=told["en"])
        return (place / "document.pdf").read_bytes()


def statement_data(viewer: Viewer, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what the document shows, in the active language."""
    lang = language()
    place = viewer.organisation
    laws = [
        {"title": group[0].instrument.in_(lang), "lines": [_line(line) for line in group]}
        for _, found in groupby(lines, key=lambda line: line.row.instrument)
        if (group := list(found))
    ]
    digest = digest_of(laws)
    return {
        "lang": lang,
        "title": said(TITLE),
        "organisation": (place.name_en if lang == "en" else "") or place.name,
        "date": str(today()),
        "catalogue": catalogue().version,
        "counts": [[state, n] for state, n in counts(line.standing for line in lines).items()],
        "decided": sum(line.standing.decision is not None for line in lines),
        "digest": digest,
        "short": digest.removeprefix("sha256:")[:12],
        "laws": laws,
        "w": {key: said(text) for key, text in WORDS.items()}
        | {"states": {key: str(row.title) for key, row in STATES.items()}},
    }


def _line(line: Line) -> dict[str, Any]:
    """Return one obligation as the document shows it."""
    row = statement_row(line)
    return {
        "id": row["id"],
        "place": line.provision.in_(language()),
        "required": row["text"],
        "state": row["state"],
        "reason": row["reason"],
        "by": row["by"],
        "since": str(row["since"] or ""),
        "controls": [control.title for control in line.controls],
        "owner": row["owner"],
    }
