"""Reading words in a picture with an engine of the user's: the program `tesseract`, if it is there.

What an engine does not read may still be there: silence is never a failure.
"""

import csv
import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import Any

from hegui.checks.labels.explicit.rules import own

PROGRAM = "tesseract"
SECONDS = 60
SPARSE = "11"
"""Page segmentation of tesseract for text at any place."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read: words without spaces, box in pixels of the picture, height of the tallest word."""

    words: str
    box: tuple[int, int, int, int]
    height: int


@cache
def engine() -> str:
    """Return the path of the engine with the languages needed, or an empty string."""
    program = shutil.which(PROGRAM)
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    offered = set((done.stdout + done.stderr).split())
    wanted = set(str(own()["check"]["ocr_languages"]).split("+"))
    return program if wanted <= offered else ""


def read_lines(picture: Any) -> list[Line]:
    """Return the lines that the engine reads in an RGB picture; none without an engine."""
    if not engine():
        return []
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=1)
    languages = str(own()["check"]["ocr_languages"])
    command = [engine(), "stdin", "stdout", "--psm", SPARSE, "-l", languages, "tsv"]
    try:
        done = subprocess.run(
            command, input=buffer.getvalue(), capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return _lines(done.stdout.decode("utf-8", "replace"))


def _lines(table: str) -> list[Line]:
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        if row.get("level") == "5" and (row.get("text") or "").strip():
            key = tuple(row[name] for name in ("block_num", "par_num", "line_num"))
            groups.setdefault(key, []).append(row)
    return [_line(words) for words in groups.values()]


def _line(rows: list[dict[str, str]]) -> Line:
    boxes = [tuple(int(row[name]) for name in ("left", "top", "width", "height")) for row in rows]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right = max(box[0] + box[2] for box in boxes)
    bottom = max(box[1] + box[3] for box in boxes)
    words = "".join(row["text"].strip() for row in rows)
    return Line(words, (left, top, right - left, bottom - top), max(box[3] for box in boxes))
