"""The PDF of a bundle: which fonts set it, and whether it is what setting it again gives."""

import io
from pathlib import Path
from typing import Any

from hegui.bundle.layout import REPORTS
from hegui.bundle.manifest import strict_json
from hegui.bundle.problems import Problem, problem
from hegui.common.hashing import canonical_json, sha256_bytes

RECORD = "fonts.json"
"""Name beside the reports of the record of fonts; the bundle's list seals it like any file."""
RECORD_PATH = f"{REPORTS}/{RECORD}"
SCHEMA = "hegui/fonts/1"
ID_DIGITS = 12
"""Digits of the content digest that stand on the first page as the report's number."""


def fonts_record() -> bytes:
    """Return the record of what sets a PDF on this machine: typst and every face of its families."""
    from importlib.metadata import version

    return canonical_json({"schema": SCHEMA, "typst": version("typst"), "fonts": faces()})


def faces() -> list[dict[str, Any]]:
    """Return family, file name, place in the file, weight and SHA-256 of each face that may be used."""
    import typst

    from hegui.reports.fonts import choose_fonts

    chosen = choose_fonts()
    found = [
        (font, Path(font.path))
        for font in typst.Fonts(True, False, list(chosen.folders)).fonts()
        if font.family in chosen.families and font.path
    ]
    digests = {path: sha256_bytes(path.read_bytes()) for path in {path for _, path in found}}
    rows = [
        {
            "family": font.family,
            "file": path.name,
            "index": font.index,
            "weight": font.weight,
            "style": font.style,
            "sha256": digests[path],
        }
        for font, path in found
    ]
    order = {family: place for place, family in enumerate(chosen.families)}
    return sorted(rows, key=lambda r: (order[r["family"]], r["weight"], r["style"], r["file"]))


def record_problems(data: bytes) -> list[Problem]:
    """Return whether the record of fonts is none."""
    try:
        value = strict_json(data)
        keys = {"schema", "typst", "fonts"}
        good = isinstance(value, dict) and set(value) == keys and value["schema"] == SCHEMA
        if good and canonical_json(value) == data:
            return []
    except ValueError:
        pass
    return [problem("shape", RECORD_PATH, why="it is not a record of fonts")]


def page_problems(path: str, data: bytes, content_digest: str) -> list[Problem]:
    """Return whether a PDF that cannot be compared is at least a report about this bundle."""
    if not data.startswith(b"%PDF-"):
        return [problem("not_pdf", path)]
    try:
        import pypdf
    except ImportError:
        return []
    try:
        text = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    except Exception:  # noqa: BLE001 - whatever a hostile PDF breaks in the reader, it is no report
        return [problem("not_pdf", path)]
    number = content_digest[:ID_DIGITS]
    return [] if number in text else [problem("other_number", path, number=number)]
