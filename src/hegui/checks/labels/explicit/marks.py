"""The mark of a picture or film: its words, size, place, colours; measured on what is drawn."""

from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from hegui.checks.labels.explicit.contrast import measured_contrast
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.explicit.glyphs import Drawn, draw_words, font_digest, font_path, pillow
from hegui.checks.labels.explicit.rules import own
from hegui.common.text import Text

if TYPE_CHECKING:
    from PIL.Image import Image

Position = Literal[
    "top_left", "top", "top_right", "left", "right", "bottom_left", "bottom", "bottom_right"
]
POSITIONS: tuple[Position, ...] = (
    "top_left", "top", "top_right", "left", "right", "bottom_left", "bottom", "bottom_right",
)  # fmt: skip
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
NO_ROOM = Text(
    "图片（{width}×{height}）放不下可读的标识文字，请改用较短的文字，或在图片旁标识",
    "words that can be read do not fit into the picture ({width}×{height}); choose fewer words, or "
    "put the label beside the picture",
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks of a mark."""

    words: str
    shorter: str = ""
    """Taken where `words` do not fit."""
    position: Position = "bottom_right"
    height_ratio: float = 0.05
    font: Path | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on a picture of `size`: `box` is x, y, width, height of the glyphs in pixels.

    `contrast` is measured between glyphs and the pixels around them after drawing.
    """

    words: str
    lines: tuple[str, ...]
    position: Position
    size: tuple[int, int]
    box: tuple[int, int, int, int]
    glyph_px: int
    height_ratio: float
    font: str
    font_sha256: str
    font_px: int
    colour: tuple[int, int, int]
    backing: tuple[int, int, int]
    backing_alpha: float
    contrast: float


def make_mark(
    under: list["Image"], wish: Wish, name: str, alphas: list[float]
) -> tuple[Mark, "Image"]:
    """Return the mark and a transparent overlay in the size of the pictures `under`.

    `under` are RGB pictures of one size (the frames that a label stands on). The plainest look is
    taken whose contrast is enough on all of them: white, black, then white on a darker and darker
    box (`alphas`). Raises `ExplicitLabelError` when the words do not fit.
    """
    width, height = under[0].size
    drawn = _fitting(width, height, wish, name)
    box = _placed(drawn, width, height, wish.position)
    best: tuple[Mark, Any] | None = None
    for colour, alpha in _looks(alphas):
        overlay = _overlay((width, height), drawn, box, colour, alpha)
        contrast = min(_contrast(picture, overlay, drawn, box) for picture in under)
        mark = _mark(drawn, (width, height), box, wish, (colour, alpha, contrast))
        if best is None or contrast > best[0].contrast:
            best = (mark, overlay)
        if contrast >= own()["drawing"]["contrast_drawn"]:
            return mark, overlay
    assert best is not None
    return best


def _looks(alphas: list[float]) -> list[tuple[tuple[int, int, int], float]]:
    plain = [(WHITE, 0.0), (BLACK, 0.0)] if 0.0 in alphas else []
    return [*plain, *((WHITE, alpha) for alpha in alphas if alpha)]


def _fitting(width: int, height: int, wish: Wish, name: str) -> Drawn:
    rules = own()["drawing"]
    short = min(width, height)
    least = ceil(short * wish.height_ratio * rules["spare"])
    room = int(width * rules["widest"])
    small = max(least, rules["unreadable_below_px"])
    for pixels in dict.fromkeys((max(least, rules["smallest_px"]), small)):
        for words in filter(None, (wish.words, wish.shorter)):
            drawn = draw_words(words, pixels, room, wish.font)
            if drawn is not None and drawn.mask.height <= height * rules["widest"]:
                return drawn
    raise ExplicitLabelError(name, NO_ROOM, width=width, height=height)


def _placed(drawn: Drawn, width: int, height: int, position: str) -> tuple[int, int, int, int]:
    rules = own()["drawing"]
    margin = round(drawn.font_px * (rules["margin_em"] + rules["padding_em"]))
    wide, high = drawn.mask.size
    across, down = (
        min(margin, room // 2, int(side * rules["edge_share"]))
        for room, side in ((width - wide, width), (height - high, height))
    )
    x = across if "left" in position else None
    if "right" in position:
        x = width - wide - across
    y = down if position.startswith("top") else None
    if position.startswith("bottom"):
        y = height - high - down
    return (
        (width - wide) // 2 if x is None else x,
        (height - high) // 2 if y is None else y,
        wide,
        high,
    )


def backing_box(box: tuple[int, int, int, int], font_px: int) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of the box behind the glyphs."""
    x, y, wide, high = box
    pad = round(font_px * own()["drawing"]["padding_em"])
    return x - pad, y - pad, x + wide + pad, y + high + pad


def _overlay(
    size: tuple[int, int],
    drawn: Drawn,
    box: tuple[int, int, int, int],
    colour: tuple[int, int, int],
    alpha: float,
) -> "Image":
    image, draws, _ = pillow()
    overlay = image.new("RGBA", size, (0, 0, 0, 0))
    if alpha:
        fill = (*BLACK, round(255 * alpha))
        draws.Draw(overlay).rectangle(backing_box(box, drawn.font_px), fill=fill)
    words = image.new("RGBA", drawn.mask.size, (*colour, 0))
    words.putalpha(drawn.mask)
    overlay.alpha_composite(words, box[:2])
    made: Image = overlay
    return made


def _contrast(
    picture: "Image", overlay: "Image", drawn: Drawn, box: tuple[int, int, int, int]
) -> float:
    area = around(box, drawn.font_px, picture.size)
    part = picture.crop(area).convert("RGBA")
    part.alpha_composite(overlay.crop(area))
    return measured_contrast(part, mask_in(drawn.mask, box, area))


def around(
    box: tuple[int, int, int, int], font_px: int, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return the part of a picture that is looked at for contrast."""
    left, top, right, bottom = backing_box(box, font_px)
    return max(left, 0), max(top, 0), min(right, size[0]), min(bottom, size[1])


def mask_in(
    mask: "Image", box: tuple[int, int, int, int], area: tuple[int, int, int, int]
) -> "Image":
    """Return the coverage of the glyphs within a part of the picture."""
    found: Image = pillow()[0].new("L", (area[2] - area[0], area[3] - area[1]))
    found.paste(mask, (box[0] - area[0], box[1] - area[1]))
    return found


def _mark(
    drawn: Drawn,
    size: tuple[int, int],
    box: tuple[int, int, int, int],
    wish: Wish,
    look: tuple[tuple[int, int, int], float, float],
) -> Mark:
    path = font_path(wish.font)
    colour, alpha, contrast = look
    return Mark(
        words="".join(drawn.lines),
        lines=drawn.lines,
        position=wish.position,
        size=size,
        box=box,
        glyph_px=drawn.glyph_px,
        height_ratio=round(drawn.glyph_px / min(size), 5),
        font=path.name,
        font_sha256=font_digest(path),
        font_px=drawn.font_px,
        colour=colour,
        backing=BLACK,
        backing_alpha=alpha,
        contrast=round(contrast, 2),
    )
