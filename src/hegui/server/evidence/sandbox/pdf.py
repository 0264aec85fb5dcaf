"""PDF: the text of the first pages and their number; and scripts in its catalogue."""

import logging
from pathlib import Path
from typing import Any

PAGES = 3


def show(path: Path, picture: Path) -> dict[str, Any]:
    """Return the text of the first pages."""
    import pypdf

    from hegui.server.evidence.sandbox.make import shortened

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        return {
            "kind": "none",
            "problem_zh": "PDF 设有密码，无法预览。",
            "problem_en": "The PDF is protected by a password; there is no preview.",
        }
    count = len(reader.pages)
    texts = [page.extract_text() or "" for page in reader.pages[: min(PAGES, count)]]
    text = "\n\n".join(part.strip() for part in texts).strip()
    if not text:
        return {
            "kind": "none",
            "pages": count,
            "problem_zh": "前几页没有可提取的文字（可能是扫描件），请下载后查看。",
            "problem_en": "The first pages hold no text (a scan?); download it to look at it.",
        }
    return {**shortened(text), "pages": count, "more": count > PAGES}


def has_script(path: Path) -> bool:
    """Tell whether the catalogue of a PDF names scripts, also in compressed objects."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        root: Any = pypdf.PdfReader(path).trailer["/Root"].get_object()
        names: Any = root.get("/Names") or {}
        action: Any = root.get("/OpenAction") or {}
        kind = action.get("/S") if hasattr(action, "get") else ""
        return "/JavaScript" in names or "/AA" in root or kind == "/JavaScript"
    except Exception:  # noqa: BLE001 - a broken PDF fails in many ways; the preview tells of it
        return False
