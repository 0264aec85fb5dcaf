"""One page of a PDF drawn as a picture: its pixels only, never its scripts, links or files.

Typst reads the PDF with a reader of its own in Rust and draws it; nothing is run. The folder of the
file is all it can see, and there is no network in its language.
"""

import io
import logging
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 620.0, 1240.0
"""The box a page is fitted into, in points; long banners are made smaller."""
DPI = 110
SOURCE = b"""
#let size = (width: float(sys.inputs.width) * 1pt, height: float(sys.inputs.height) * 1pt)
#set page(..size, margin: 0pt, fill: white)
#image(sys.inputs.file, format: "pdf", page: int(sys.inputs.page), ..size, fit: "contain")
"""


def draw(path: Path, number: int, picture: Path) -> dict[str, Any]:
    """Draw a page, counted from 1, into a WebP file; return its size in pixels."""
    import typst
    from PIL import Image

    width, height = _fitted(path, number)
    inputs = {"file": path.name, "page": str(number)}
    inputs |= {"width": f"{width:.2f}", "height": f"{height:.2f}"}
    source = picture.with_name("leaf.typ")
    source.write_bytes(SOURCE)
    drawn = typst.compile(
        str(source), root=str(path.parent), format="png", ppi=DPI, sys_inputs=inputs
    )
    with Image.open(io.BytesIO(drawn), formats=("PNG",)) as opened:
        opened.convert("RGB").save(picture, "WEBP", quality=80, method=4)
        return {"width": opened.width, "height": opened.height}


def _fitted(path: Path, number: int) -> tuple[float, float]:
    """Return the size of a page inside the box, turned as readers turn it."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    page = pypdf.PdfReader(path).pages[number - 1]
    width, height = abs(float(page.cropbox.width)), abs(float(page.cropbox.height))
    if page.rotation % 180:
        width, height = height, width
    scale = min(WIDTH / width, HEIGHT / height)
    return max(width * scale, 8), max(height * scale, 8)
