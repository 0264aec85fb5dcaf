"""Opening pictures from others: whatever a decoder raises over them becomes one sentence."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.errors import CANNOT_READ, ExplicitLabelError
from hegui.checks.labels.explicit.glyphs import pillow
from hegui.common.errors import HeguiError
from hegui.common.text import Text

NOT_PICTURE = Text("不是可读的图片", "it is no picture that can be read")
BROKEN = Text(
    "图片已损坏或被截断，请重新导出", "the picture is damaged or cut off; export it again"
)
TOO_MANY = Text(
    "图片的像素多于 {limit}，不解码", "the picture has more than {limit} pixels and is not decoded"
)
NO_HEIC = Text(
    "HEIC 图片无法解码，看不了也加不了显式标识（隐式标识可以写）；请先转换为 JPEG 或 PNG（如 heif-convert "
    "图片.heic 图片.png）",
    "HEIC pictures are not decoded, so the explicit label can be neither seen nor put on (the implicit "
    "one can be written); convert it to JPEG or PNG first (such as heif-convert picture.heic "
    "picture.png)",
)
HEIC = frozenset([".heic", ".heif", ".hif"])
BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
"""Brands of HEIF whose pictures are coded by HEVC (ISO/IEC 23008-12, annex B)."""
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF orientation -> number of Pillow's transposition by which the picture is shown upright."""


@contextmanager
def decoding(name: str, reason: Text = BROKEN, *, disk: bool = False) -> Iterator[None]:
    """Turn what is raised over a damaged picture into `ExplicitLabelError`, and keep warnings back.

    Decoders raise many kinds of exceptions (seen: OSError, RuntimeError, IndexError, SyntaxError).
    With `disk` an `OSError` goes on as it is: it speaks of the file that is written.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except HeguiError:
        raise
    except OSError as error:
        if disk:
            raise
        if error.errno:
            raise ExplicitLabelError(name, CANNOT_READ, why=error.strerror) from error
        raise ExplicitLabelError(name, reason) from error
    except Exception as error:
        raise ExplicitLabelError(name, reason) from error


def opened(path: Path) -> Any:
    """Open a picture; raises `ExplicitLabelError` when it is none."""
    image, _, _ = pillow()
    with decoding(path.name, NOT_PICTURE):
        try:
            return image.open(path)
        except image.DecompressionBombError as error:
            limit = 2 * (image.MAX_IMAGE_PIXELS or 0)
            raise ExplicitLabelError(path.name, TOO_MANY, limit=f"{limit:,}") from error
        except image.UnidentifiedImageError as error:
            if _heic(path):
                raise ExplicitLabelError(path.name, NO_HEIC) from error
            raise


def _heic(path: Path) -> bool:
    """Tell whether a file is a HEIC picture, by its brands or else its name."""
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp":
        return any(head.find(brand, 8) >= 0 for brand in BRANDS)
    return path.suffix.lower() in HEIC


def turn_of(picture: Any) -> int | None:
    """Return the transposition that shows the picture upright; a PNG is read to its end for this."""
    return TURNS.get(picture.getexif().get(0x0112, 1))


def frames_of(picture: Any) -> list[Any]:
    """Return copies of all frames."""
    from PIL import ImageSequence

    return [frame.copy() for frame in ImageSequence.Iterator(picture)]
