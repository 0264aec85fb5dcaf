"""Marks on pictures: drawn with Pillow, format and metadata kept, read back and measured again.

GB 45438, 5.2: text at an edge or corner, at least 5 % of the short side high.
"""

import warnings
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.contrast import measured_contrast
from hegui.checks.labels.explicit.errors import CANNOT_READ, ExplicitLabelError
from hegui.checks.labels.explicit.evidence import LabelRecord
from hegui.checks.labels.explicit.glyphs import draw_lines, font_path, pillow
from hegui.checks.labels.explicit.marks import Mark, Wish, around, make_mark, mask_in
from hegui.checks.labels.explicit.rules import own
from hegui.checks.labels.explicit.saving import FORMATS, save
from hegui.checks.labels.explicit.swapping import beside
from hegui.common.errors import HeguiError
from hegui.common.hashing import sha256_file
from hegui.common.text import Text

MOST_PIXELS = 400_000_000
MOST_FRAMES = 2000
FORMAT = Text(
    "不支持画入此图片格式（{format}）；请先转为 {known}",
    "this picture format ({format}) cannot be drawn on; convert it to {known} first",
)
DEEP = Text(
    "每通道 16 位的彩色图片会被降为 8 位，未处理；请在导出前加标识",
    "a colour picture with 16 bits a channel would be cut to 8; label it before it is exported",
)
LARGE = Text(
    "图片过大（{width}×{height}，{frames} 帧）",
    "the picture is too large ({width}×{height}, {frames} frames)",
)
TOO_MANY = Text(
    "图片的像素多于 {limit}，不解码", "the picture has more than {limit} pixels and is not decoded"
)
BROKEN = Text(
    "图片已损坏或被截断，请重新导出", "the picture is damaged or cut off; export it again"
)
NOT_PICTURE = Text("不是可读的图片", "it is no picture that can be read")
HEIC = frozenset([".heic", ".heif", ".hif"])
NO_HEIC = Text(
    "HEIC 图片无法解码，看不了也加不了显式标识（隐式标识可以写）；请先转换为 JPEG 或 PNG（如 heif-convert "
    "图片.heic 图片.png）",
    "HEIC pictures are not decoded, so the explicit label can be neither seen nor put on (the implicit "
    "one can be written); convert it to JPEG or PNG first (such as heif-convert picture.heic "
    "picture.png)",
)
BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
"""Brands of HEIF whose pictures are coded by HEVC (ISO/IEC 23008-12, annex B)."""
FAINT = Text(
    "写入后复核：对比度 {found} 低于 {wanted}", "read back, the contrast is {found}, below {wanted}"
)
CHANGED = Text("写入后尺寸或帧数不符", "read back, size or number of frames differ")
TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF orientation -> number of Pillow's transposition by which the picture is shown upright."""
BACK = {0: 0, 1: 1, 2: 4, 3: 3, 4: 2, 5: 5, 6: 6}
"""A transposition -> the one that undoes it."""


def mark_picture(path: Path, destination: Path, wish: Wish) -> LabelRecord:
    """Draw a mark on a picture and return what was drawn; all frames of an animation get it.

    The mark stands upright as the picture is shown (EXIF orientation). Raises
    `ExplicitLabelError`; the original is then unchanged.
    """
    before = sha256_file(path)
    with opened(path) as picture:
        check(picture, path.name)
        turn, frames = _turn(picture, path.name), _frames(picture)
        plain = []
        for frame in frames:
            plain.append(_shown(frame, turn))
        look = [flat for frame in plain for flat in _looks(frame)]
        mark, overlay = make_mark(look, wish, path.name, [0.0, *own()["drawing"]["box_alpha"]])
        drawn = [_turned(_composed(frame, overlay), BACK, turn) for frame in plain]
        with beside(path, destination) as made:
            notes = save(picture, drawn, made, path)
            mark = _again(made, mark, len(frames), turn, path.name)
            notes.implicit(path, made)
    return LabelRecord(
        content="image",
        file=destination.name,
        words=mark.words,
        place=mark.position,
        mark=asdict(mark),
        coded="all",
        kept=tuple(sorted(notes.kept)),
        lost=tuple(sorted(notes.lost)),
        before_sha256=before,
        after_sha256=sha256_file(destination),
    )


def opened(path: Path) -> Any:
    """Open a picture; raises `ExplicitLabelError` when it is none."""
    image, _, _ = pillow()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damage and size: both are looked at here
            return image.open(path)
    except image.DecompressionBombError as error:
        limit = 2 * (image.MAX_IMAGE_PIXELS or 0)
        raise ExplicitLabelError(path.name, TOO_MANY, limit=f"{limit:,}") from error
    except (OSError, ValueError, SyntaxError) as error:
        if isinstance(error, OSError) and error.errno:
            raise ExplicitLabelError(path.name, CANNOT_READ, why=error.strerror) from error
        raise ExplicitLabelError(path.name, NO_HEIC if _heic(path) else NOT_PICTURE) from error


def _heic(path: Path) -> bool:
    """Tell whether a file is a HEIC picture, by its brands or else its name."""
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp":
        return any(head.find(brand, 8) >= 0 for brand in BRANDS)
    return path.suffix.lower() in HEIC


def upright_frames(path: Path) -> list[Any]:
    """Return the frames of a picture as they are shown, in RGB; raises `ExplicitLabelError`."""
    with opened(path) as picture:
        frames = getattr(picture, "n_frames", 1)
        if picture.width * picture.height * frames > MOST_PIXELS or frames > MOST_FRAMES:
            size = {"width": picture.width, "height": picture.height, "frames": frames}
            raise ExplicitLabelError(path.name, LARGE, **size)
        turn = _turn(picture, path.name)
        try:
            return [_flat(_shown(frame, turn)) for frame in _frames(picture)]
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise ExplicitLabelError(path.name, BROKEN) from error


def check(picture: Any, name: str) -> None:
    """Raise for a picture that cannot be drawn on without harm."""
    frames = getattr(picture, "n_frames", 1)
    if picture.format not in FORMATS:
        known = ", ".join(FORMATS)
        raise ExplicitLabelError(name, FORMAT, format=picture.format, known=known)
    if picture.width * picture.height * frames > MOST_PIXELS or frames > MOST_FRAMES:
        raise ExplicitLabelError(
            name, LARGE, width=picture.width, height=picture.height, frames=frames
        )
    raw = str(picture.tile[0][3]) if picture.tile else ""
    if "16" in raw and picture.mode in ("RGB", "RGBA", "LA"):
        raise ExplicitLabelError(name, DEEP)


def _frames(picture: Any) -> list[Any]:
    from PIL import ImageSequence

    try:
        return [frame.copy() for frame in ImageSequence.Iterator(picture)]
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        name = Path(getattr(picture, "filename", "")).name
        raise ExplicitLabelError(name, BROKEN) from error


def _turn(picture: Any, name: str) -> int | None:
    """Return how the picture is turned to be shown; a PNG is read to its end for this."""
    try:
        return TURNS.get(picture.getexif().get(0x0112, 1))
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ExplicitLabelError(name, BROKEN) from error


def _shown(frame: Any, turn: int | None) -> Any:
    return frame if turn is None else frame.transpose(turn)


def _turned(frame: Any, back: dict[int, int], turn: int | None) -> Any:
    return frame if turn is None else frame.transpose(back[turn])


def _clear(frame: Any) -> bool:
    """Tell whether a frame may be transparent somewhere."""
    return frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info


def _looks(frame: Any) -> list[Any]:
    """Return a frame as it looks on a light page, and on a dark one where that differs."""
    return [_flat(frame), _flat(frame, 0)] if _clear(frame) else [_flat(frame)]


def _flat(frame: Any, page: int = 255) -> Any:
    """Return a frame as it looks on a page of one grey, white if none is given."""
    image, _, _ = pillow()
    if _clear(frame):
        over = frame.convert("RGBA")
        ground = image.new("RGBA", over.size, (page, page, page, 255))
        ground.alpha_composite(over)
        return ground.convert("RGB")
    return frame.convert("RGB") if not frame.mode.startswith("I") else _eight(frame).convert("RGB")


def _eight(frame: Any) -> Any:
    """Return a grey picture of 16 bits in 8, for looking only."""
    image, _, _ = pillow()
    from hegui.checks.labels.explicit.contrast import numpy

    np = numpy()
    return image.fromarray((np.asarray(frame).astype(np.uint32) >> 8).clip(0, 255).astype(np.uint8))


def _composed(frame: Any, overlay: Any) -> Any:
    """Return the frame with the overlay on it, in its own mode where that has the colours."""
    if frame.mode == "CMYK":
        patch = overlay.convert("RGB").convert("CMYK")
        frame.paste(patch, mask=overlay.getchannel("A"))
        return frame
    if frame.mode.startswith("I"):
        return _on_grey(frame, overlay)
    info = frame.info
    if _clear(frame):
        full = frame.convert("RGBA")
        full.alpha_composite(overlay)
    else:
        full = frame.convert("RGB")
        full.paste(overlay.convert("RGB"), mask=overlay.getchannel("A"))
    made = full.convert(frame.mode) if frame.mode in ("L", "LA") else full
    made.info = {k: v for k, v in info.items() if k != "transparency"}
    return made


def _on_grey(frame: Any, overlay: Any) -> Any:
    """Return a grey picture of 16 bits with the overlay on it, at that depth."""
    image, _, _ = pillow()
    from hegui.checks.labels.explicit.contrast import numpy

    np = numpy()
    under = np.asarray(frame).astype(np.float64)
    value = np.asarray(overlay.convert("RGB").convert("L")).astype(np.float64) * 257
    alpha = np.asarray(overlay.getchannel("A")) / 255
    mixed = np.rint(under * (1 - alpha) + value * alpha)
    if frame.mode == "I":
        return image.fromarray(mixed.astype(np.int32))
    return image.fromarray(mixed.astype(np.uint16))


def _again(made: Path, mark: Mark, frames: int, turn: int | None, name: str) -> Mark:
    """Measure the mark in the written file and return it with the contrast found there."""
    try:
        with opened(made) as picture:
            found = min(_contrasts(picture, mark, turn), default=0.0)
            same = getattr(picture, "n_frames", 1) == frames
    except HeguiError as error:
        raise ExplicitLabelError(name, CHANGED) from error
    if not same:
        raise ExplicitLabelError(name, CHANGED)
    if found < (wanted := own()["drawing"]["contrast"]):
        raise ExplicitLabelError(name, FAINT, found=f"{found:.2f}", wanted=wanted)
    return replace(mark, contrast=round(found, 2))


def _contrasts(picture: Any, mark: Mark, turn: int | None) -> Iterator[float]:
    for frame in _frames(picture):
        for flat in _looks(_shown(frame, turn)):
            if flat.size == tuple(mark.size):
                yield mark_contrast(flat, mark)


def mark_contrast(picture: Any, mark: Mark, font: Path | None = None) -> float:
    """Return the contrast of a mark as it stands in an upright RGB picture."""
    drawn = draw_lines(tuple(mark.lines), mark.font_px, font_path(font))
    area = around(mark.box, mark.font_px, picture.size)
    return measured_contrast(picture.crop(area), mask_in(drawn.mask, mark.box, area))
