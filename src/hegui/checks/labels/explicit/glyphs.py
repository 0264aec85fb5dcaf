"""Drawing words so that their glyphs, not the font size, have the height that is asked for.

GB 45438 asks for 5 % of the short side. Whether that is the glyph, the em box or the line is open
(LBL-E-OPEN); the smallest glyph of the words is measured, so that every reading is met.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hegui.checks.labels.explicit.errors import LabelFontError
from hegui.checks.labels.explicit.rules import own
from hegui.common.bundled import BOLD, bundled_fonts
from hegui.common.errors import MissingExtraError
from hegui.common.hashing import sha256_file
from hegui.common.text import Text

if TYPE_CHECKING:
    from PIL.Image import Image

NO_GLYPH = Text("没有字符“{sign}”", "it has no character “{sign}”")
NO_FONT = Text("不是可用的字体文件", "it is no font file that can be used")
INK = 128
"""A pixel belongs to a glyph from this coverage of 255 on."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Words as a mask of coverage, and the height in pixels of the smallest glyph that counts."""

    mask: "Image"
    glyph_px: int
    font_px: int
    lines: tuple[str, ...]


def pillow() -> Any:
    """Return Pillow's modules for drawing, or raise `MissingExtraError`."""
    try:
        from PIL import Image, ImageDraw, ImageFont
    except ImportError as error:
        raise MissingExtraError(library="Pillow", purpose="图片 images", extra="media") from error
    return Image, ImageDraw, ImageFont


def font_path(font: Path | None) -> Path:
    """Return the font that is used: the given one, else the bundled bold one."""
    return font or bundled_fonts() / BOLD


@lru_cache(maxsize=8)
def font_digest(path: Path) -> str:
    """Return the SHA-256 of a font file."""
    return sha256_file(path)


@lru_cache(maxsize=64)
def face(path: Path, size: int) -> Any:
    """Return a font in a size; raises `LabelFontError`."""
    try:
        return pillow()[2].truetype(str(path), size)
    except OSError as error:
        raise LabelFontError(font=path.name, zh=NO_FONT.zh, en=NO_FONT.en) from error


def draw_words(words: str, least_px: int, widest_px: int, font: Path | None = None) -> Drawn | None:
    """Return words whose smallest glyph is at least `least_px` high, in one line or in two.

    None when they are wider than `widest_px` even so.
    """
    path = font_path(font)
    check_characters(words, path)
    size = size_for(words, least_px, path)
    half = _half(words)
    for lines in ((words,), (words[:half], words[half:])):
        drawn = draw_lines(lines, size, path)
        if drawn.mask.width <= widest_px:
            return drawn
    return None


def _half(words: str) -> int:
    middle = (len(words) + 1) // 2
    spaces = [at for at, sign in enumerate(words) if sign == " "]
    return min(spaces, key=lambda at: abs(at - middle), default=middle)


def check_characters(words: str, path: Path) -> None:
    """Raise `LabelFontError` for a character that the font draws as it draws unknown ones."""
    font = face(path, 48)
    unknown = bytes(font.getmask("\U0010fffd"))
    for sign in words:
        if not sign.isspace() and bytes(font.getmask(sign)) == unknown:
            reason = NO_GLYPH.filled(sign=sign)
            raise LabelFontError(font=path.name, zh=reason.zh, en=reason.en)


def size_for(words: str, least_px: int, path: Path) -> int:
    """Return the smallest font size at which every glyph that counts has the height."""
    probe = 200
    smallest = smallest_glyph(words, probe, path)
    size = max(6, ceil(least_px * probe / max(smallest, 1)))
    while smallest_glyph(words, size, path) < least_px:
        size += 1
    return size


def smallest_glyph(words: str, size: int, path: Path) -> int:
    """Return the height in pixels of the lowest glyph, flat ones (一, ·, -) left out."""
    flat = own()["drawing"]["flat_below_em"] * size
    heights = [glyph_height(sign, size, path) for sign in set(words) if not sign.isspace()]
    counted = [height for height in heights if height >= flat]
    return min(counted or heights or [0])


@lru_cache(maxsize=1024)
def glyph_height(sign: str, size: int, path: Path) -> int:
    """Return the height of the ink of one character."""
    mask = _mask(sign, size, path)
    return mask.height if mask else 0


def _mask(text: str, size: int, path: Path) -> Any:
    """Return the coverage of a text, cropped to its ink, or None where there is none."""
    image, draws, _ = pillow()
    font = face(path, size)
    left, top, right, bottom = font.getbbox(text)
    canvas = image.new("L", (ceil(right - left) + 4, ceil(bottom - top) + 4))
    draws.Draw(canvas).text((2 - left, 2 - top), text, font=font, fill=255)
    box = canvas.point(lambda value: 255 if value >= INK else 0).getbbox()
    return canvas.crop(box) if box else None


def draw_lines(lines: tuple[str, ...], size: int, path: Path) -> Drawn:
    """Return the lines below one another as one mask."""
    image, draws, _ = pillow()
    font = face(path, size)
    step = ceil(size * 1.25)
    boxes = [font.getbbox(line) for line in lines]
    width = ceil(max(box[2] for box in boxes)) + 4
    canvas = image.new("L", (width, step * len(lines) + size))
    for number, line in enumerate(lines):
        draws.Draw(canvas).text((2, number * step), line, font=font, fill=255)
    box = canvas.point(lambda value: 255 if value >= INK else 0).getbbox()
    words = "".join(lines)
    return Drawn(canvas.crop(box), smallest_glyph(words, size, path), size, lines)
