"""Pictures: drawn anew as a small WebP, so that nothing of the file but its pixels is shown."""

import warnings
from pathlib import Path
from typing import Any

LONGEST = 1200


def show(path: Path, picture: Path) -> dict[str, Any]:
    """Draw the first frame, turned upright, without metadata."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = 100_000_000
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(path, formats=("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")) as opened:
            width, height = opened.size
            opened.draft("RGB", (LONGEST, LONGEST))
            upright = ImageOps.exif_transpose(opened) or opened
            small = upright.convert("RGBA" if "transparency" in opened.info else "RGB")
            small.thumbnail((LONGEST, LONGEST))
            clean = Image.frombytes(small.mode, small.size, small.tobytes())
            clean.save(picture, "WEBP", quality=80, method=4)
    return {"kind": "picture", "width": width, "height": height}
