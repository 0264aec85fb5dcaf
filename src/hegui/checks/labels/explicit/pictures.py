"""Marks on pictures: drawn with Pillow, format and metadata kept, read back and measured again.

GB 45438, 5.2: text at an edge or corner, at least 5 % of the short side high.
"""

from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.contrast import measured_contrast
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.explicit.evidence import LabelRecord
from hegui.checks.labels.explicit.glyphs import draw_lines, font_path, pillow
from hegui.checks.labels.explicit.marks import Mark, Wish, around, make_mark, mask_in
from hegui.checks.labels.explicit.opening import decoding, frames_of, opened, turn_of
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
FAINT = Text(
    "写入后复核：对比度 {found} 低于 {wanted}", "read back, the contrast is {found}, below {wanted}"
)
CHANGED = Text("写入后尺寸或帧数不符", "read back, size or number of frames differ")
BACK = {0: 0, 1: 1, 2: 4, 3: 3, 4: 2, 5: 5, 6: 6}
"""A transposition -> the one that undoes it."""


def mark_picture(path: Path, destination: Path, wish: Wish) -> LabelRecord:
    """Draw a mark on a picture and return what was drawn; all frames of an animation get it.

    The mark stands upright as the picture is shown (EXIF orientation). Raises
    `ExplicitLabelError`; the original is then unchanged.
    """
    before = sha256_file(path)
    with opened(path) as picture:
        with decoding(path.name):
            check(picture, path.name)
            turn = turn_of(picture)
            plain = [_shown(frame, turn) for frame in frames_of(picture)]
            look = [flat for frame in plain for flat in _looks(frame)]
        mark, overlay = make_mark(look, wish, path.name, [0.0, *own()["drawing"]["box_alpha"]])
        drawn = [_turned(_composed(frame, overlay), BACK, turn) for frame in plain]
        with beside(path, destination) as made:
            with decoding(path.name, disk=True):
                notes = save(picture, drawn, made, path)
            mark = _again(made, mark, len(plain), turn, path.name)
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


def upright_frames(path: Path) -> list[Any]:
    """Return the frames of a picture as they are shown, in RGB; raises `ExplicitLabelError`."""
    with opened(path) as picture, decoding(path.name):
        frames = getattr(picture, "n_frames", 1)
        if picture.width * picture.height * frames > MOST_PIXELS or frames > MOST_FRAMES:
            size = {"width": picture.width, "height": picture.height, "frames": frames}
            raise ExplicitLabelError(path.name, LARGE, **size)
        turn = turn_of(picture)
        return [_flat(_shown(frame, turn)) for frame in frames_of(picture)]


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
        with opened(made) as picture, decoding(name):
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
    for frame in frames_of(picture):
        for flat in _looks(_shown(frame, turn)):
            if flat.size == tuple(mark.size):
                yield mark_contrast(flat, mark)


def mark_contrast(picture: Any, mark: Mark, font: Path | None = None) -> float:
    """Return the contrast of a mark as it stands in an upright RGB picture."""
    drawn = draw_lines(tuple(mark.lines), mark.font_px, font_path(font))
    area = around(mark.box, mark.font_px, picture.size)
    return measured_contrast(picture.crop(area), mask_in(drawn.mask, mark.box, area))
