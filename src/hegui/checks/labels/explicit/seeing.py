"""Looking for the mark in a picture or film frame: the declared one measured again, else by OCR."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.labels.explicit.contrast import luminance, numpy
from hegui.checks.labels.explicit.elements import kind_of
from hegui.checks.labels.explicit.glyphs import draw_lines, font_digest, font_path
from hegui.checks.labels.explicit.marks import Mark, around, mask_in
from hegui.checks.labels.explicit.ocr import Line, engine, read_lines
from hegui.checks.labels.explicit.pictures import mark_contrast
from hegui.checks.labels.explicit.rules import Content, ExplicitRules, own
from hegui.checks.labels.explicit.verdict import Seen
from hegui.common.text import Text

GONE = Text(
    "记录所称的标识不在画面的该处（相关度 {match}）",
    "the mark that the record declares is not at its place in the picture (match {match})",
)
LOW = Text(
    "标识字高为短边的 {found}，低于 {wanted}",
    "the label is {found} of the short side high, below {wanted}",
)
FAINT = Text("对比度 {found}，低于 {wanted}", "the contrast is {found}, below {wanted}")
WORDS = Text("标识文字缺少要素", "the words of the label lack an element")
INNER = Text("标识不在边或角", "the label is at no edge or corner")
MEASURED = Text(
    "按记录复测：字高为短边的 {height}，对比度 {contrast}",
    "measured again by the record: {height} of the short side high, contrast {contrast}",
)
READ = Text(
    "文字识别读到标识，高为短边的 {height}", "OCR reads a label, {height} of the short side high"
)
NEAR = Text(
    "文字识别读到标识，高约为短边的 {height}，接近下限，须由人量",
    "OCR reads a label, about {height} of the short side high, close to the limit; measure it by hand",
)
NOT_READ = Text(
    "文字识别没有读到标识；不能据此认定没有，须由人看",
    "OCR reads no label; that does not show there is none, a person must look",
)
NO_ENGINE = Text(
    "没有添加记录，也没有安装文字识别引擎，机器无法判断，须由人看",
    "there is no record and no OCR engine is installed: a machine cannot tell, a person must look",
)
NO_FONT = Text("记录所用字体不在手边，无法复测", "the font of the record is not at hand")


def declared_mark(data: dict[str, Any]) -> Mark | None:
    """Return the mark of a record, None when it is not whole or cannot be true."""
    try:
        mark = msgspec.convert(data, Mark)
    except msgspec.ValidationError:
        return None
    x, y, wide, high = mark.box
    inside = x >= 0 and y >= 0 and x + wide <= mark.size[0] and y + high <= mark.size[1]
    sound = 0 < mark.font_px <= max(mark.size) and 0 < len(mark.lines) <= 2
    return mark if inside and sound and 0 < len(mark.words) <= 200 else None


def judge_declared(
    frames: Sequence[Any],
    mark: Mark,
    rules: ExplicitRules,
    content: Content,
    font: Path | None = None,
) -> Seen:
    """Measure a declared mark again on frames (upright RGB pictures) and return what was found."""
    place = mark.position
    if font_digest(font_path(font)) != mark.font_sha256:
        return Seen(content, "inconclusive", "declared", (NO_FONT,), place)
    match = min(mark_match(frame, mark, font) for frame in frames)
    figures: dict[str, Any] = {"match": round(match, 3)}
    if match < own()["film"]["match"]:
        reason = GONE.filled(match=f"{match:.2f}")
        return Seen(content, "not_found", "declared", (reason,), place, figures)
    drawn = draw_lines(mark.lines, mark.font_px, font_path(font))
    height = drawn.glyph_px / min(frames[0].size)
    contrast = min(mark_contrast(frame, mark, font) for frame in frames)
    figures |= {"height_ratio": round(height, 4), "contrast": round(contrast, 2)}
    figures |= {"glyph_px": drawn.glyph_px, "box": list(mark.box)}
    faults = tuple(_faults(mark, height, contrast, rules, content))
    told = MEASURED.filled(height=f"{height:.1%}", contrast=f"{contrast:.1f}")
    verdict: Any = "noncompliant" if faults else "compliant"
    return Seen(content, verdict, "declared", (*faults, told), place, figures)


def least_height(rules: ExplicitRules, content: Content) -> float:
    """Return the least height of glyphs, as a part of the short side."""
    return rules.film_height_ratio if content == "video" else rules.height_ratio


def _faults(
    mark: Mark, height: float, contrast: float, rules: ExplicitRules, content: Content
) -> list[Text]:
    wanted = least_height(rules, content)
    faults = []
    if height < wanted:
        faults.append(LOW.filled(found=f"{height:.2%}", wanted=f"{wanted:.0%}"))
    if contrast < (least := own()["drawing"]["contrast"]):
        faults.append(FAINT.filled(found=f"{contrast:.1f}", wanted=least))
    if kind_of("".join(mark.lines), rules) not in ("label", "about"):
        faults.append(WORDS)
    if content == "image" and not at_edge(mark.box, mark.size):
        faults.append(INNER)
    return faults


def at_edge(box: Sequence[int], size: Sequence[int]) -> bool:
    """Tell whether a box is near an edge: the gap is a small part of the side (own.yaml)."""
    share = float(own()["drawing"]["edge_share"])
    x, y, wide, high = box
    across, down = min(x, size[0] - x - wide), min(y, size[1] - y - high)
    return across <= size[0] * share or down <= size[1] * share


def mark_match(picture: Any, mark: Mark, font: Path | None = None) -> float:
    """Return how well the pixels at the place of a mark follow its glyphs, -1 to 1 (correlation)."""
    if tuple(picture.size) != tuple(mark.size):
        return 0.0
    np = numpy()
    drawn = draw_lines(mark.lines, mark.font_px, font_path(font))
    area = around(mark.box, mark.font_px, picture.size)
    coverage = np.asarray(mask_in(drawn.mask, mark.box, area), dtype=np.float64).ravel()
    light = luminance(picture.crop(area)).ravel()
    if coverage.std() == 0 or light.std() == 0:
        return 0.0
    return abs(float(np.corrcoef(coverage, light)[0, 1]))


def judge_by_reading(frames: Sequence[Any], rules: ExplicitRules, content: Content) -> Seen:
    """Return what an OCR engine reads in all frames; inconclusive without an engine."""
    if not engine():
        return Seen(content, "inconclusive", "none", (NO_ENGINE,))
    found = [_best(read_lines(frame), frame, rules) for frame in frames]
    heights = [height for height in found if height is not None]
    if len(heights) < len(frames):
        return Seen(content, "inconclusive", "ocr", (NOT_READ,))
    height, wanted = min(heights), least_height(rules, content)
    figures = {"height_ratio": round(height, 4)}
    low, high = own()["check"]["ocr_height_spare"]
    if height >= wanted * high:
        return Seen(
            content, "compliant", "ocr", (READ.filled(height=f"{height:.1%}"),), "", figures
        )
    if height >= wanted * low:
        reason = NEAR.filled(height=f"{height:.1%}")
        return Seen(content, "inconclusive", "ocr", (reason,), "", figures)
    reason = LOW.filled(found=f"{height:.1%}", wanted=f"{wanted:.0%}")
    return Seen(content, "noncompliant", "ocr", (reason,), "", figures)


def _best(lines: Sequence[Line], frame: Any, rules: ExplicitRules) -> float | None:
    """Return the height of the highest line that is a label, as a part of the short side."""
    heights = [
        line.height / min(frame.size)
        for line in lines
        if kind_of(line.words, rules) == "label" and at_edge(line.box, frame.size)
    ]
    return max(heights, default=None)
