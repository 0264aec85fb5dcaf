"""Pictures: their dimensions are read before any pixel is."""

import warnings
from typing import IO

from hegui.server.evidence.inspection.errors import (
    BROKEN_IMAGE,
    IMAGE_TOO_LARGE,
    FileRefusedError,
)

MEGAPIXELS = 100
MAX_FRAMES = 1000
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")


def look_into(file: IO[bytes], name: str, media_type: str) -> tuple[str, list[str]]:
    """Refuse a picture that is broken or says that it is huge."""
    width, height = dimensions(file, name)
    if width * height > MEGAPIXELS * 1_000_000:
        raise FileRefusedError(name, IMAGE_TOO_LARGE, width=width, height=height, limit=MEGAPIXELS)
    return media_type, []


def dimensions(file: IO[bytes], name: str) -> tuple[int, int]:
    """Return width and height from the header alone."""
    from PIL import Image, UnidentifiedImageError

    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(file, formats=FORMATS) as picture:
                return picture.size
    except Image.DecompressionBombError as error:
        raise FileRefusedError(
            name, IMAGE_TOO_LARGE, width="?", height="?", limit=MEGAPIXELS
        ) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise FileRefusedError(name, BROKEN_IMAGE) from error
    finally:
        file.seek(0)
