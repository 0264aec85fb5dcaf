"""Making a preview, in the sandbox: which reader for which kind, and what failed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hegui.server.evidence.inspection.kinds import DOCX, IMAGES, PDF, SVG, XLSX

Made = dict[str, Any]
MAX_TEXT = 20_000
FAILED = {
    "kind": "none",
    "problem_zh": "无法生成预览：文件已损坏、加密或不合规范。请下载后查看。",
    "problem_en": "There is no preview: the file is damaged, locked or irregular. Download it.",
}


def make(path: Path, media_type: str, picture: Path) -> Made:
    """Return the fields of a preview; a file that cannot be read gives the reason."""
    try:
        return _reader(media_type)(path, picture)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - readers fail on hostile files in more ways than can be named
        return dict(FAILED)


def _reader(media_type: str) -> Callable[[Path, Path], Made]:
    from hegui.server.evidence.sandbox import office, pdf, picture, plain

    if media_type in IMAGES:
        return picture.show
    known = {PDF: pdf.show, DOCX: office.word, XLSX: office.sheet, SVG: plain.text}
    known |= {"text/csv": plain.table, "text/tab-separated-values": plain.table}
    known |= {"application/zip": office.listing}
    return known.get(media_type) or (office.listing if "vnd." in media_type else plain.text)


def shortened(text: str, **more: Any) -> Made:
    """Return a text preview, cut at its limit."""
    return {"kind": "text", "text": text[:MAX_TEXT], "more": len(text) > MAX_TEXT, **more}
