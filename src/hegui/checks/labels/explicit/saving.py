"""Saving a picture in its own format with its metadata, and what was kept or lost on the way."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hegui.checks.labels.carriers import read_label_sites
from hegui.common.errors import HeguiError

FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "GIF", "TIFF", "AVIF", "BMP")
IMPLICIT = "implicit label"
HEAD = 64


@dataclass(slots=True)
class Notes:
    """Names of what the saved file has of the original's metadata, and of what it lacks."""

    kept: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)

    def implicit(self, before: Path, after: Path) -> None:
        """Note whether the implicit label is still there; put it back where it can be."""
        label = _label(before)
        if label is None:
            return
        if _label(after) is None:
            _restore(after, label)
        (self.kept if _label(after) == label else self.lost).add(IMPLICIT)


def _label(path: Path) -> str | None:
    try:
        sites = read_label_sites(path).sites
    except (HeguiError, OSError):
        return None
    return sites[0].text if sites else None


def _restore(path: Path, label: str) -> None:
    from hegui.checks.labels.value import parse_value
    from hegui.checks.labels.write import write_label

    fields = parse_value(label).fields
    if fields is None:
        return
    try:
        write_label(path, fields)
    except HeguiError:
        return


def save(picture: Any, frames: list[Any], made: Path, original: Path) -> Notes:
    """Save frames as the format of the picture and return what was kept.

    `picture` is the open original. Pixels outside the mark change only as far as the format loses.
    """
    notes = Notes()
    form = "JPEG" if picture.format == "MPO" else picture.format
    options = _common(picture, notes) | _OPTIONS.get(form, _none)(picture, original, notes)
    if len(frames) > 1 and form not in ("JPEG", "BMP"):
        options |= {"save_all": True, "append_images": frames[1:]} | _timing(picture, frames, form)
        notes.kept.add(f"{len(frames)} frames")
    first = frames[0]
    first.info.pop("exif", None)
    first.encoderinfo = {}
    first.save(made, format=form, **options)
    return notes


def _common(picture: Any, notes: Notes) -> dict[str, Any]:
    options: dict[str, Any] = {}
    for name in ("exif", "icc_profile", "xmp", "dpi"):
        value = picture.info.get(name)
        if value and picture.format != "TIFF":
            options[name] = value
            notes.kept.add(name)
    return options


def _none(_picture: Any, _original: Path, _notes: Notes) -> dict[str, Any]:
    return {}


def _jpeg(picture: Any, _original: Path, notes: Notes) -> dict[str, Any]:
    from PIL import JpegImagePlugin

    options: dict[str, Any] = {}
    if tables := getattr(picture, "quantization", None):
        options["qtables"] = tables
        notes.kept.add("quantisation tables")
        sampling = JpegImagePlugin.get_sampling(picture)
        options["subsampling"] = sampling if sampling >= 0 else 0
    options["progressive"] = bool(picture.info.get("progressive"))
    if comment := picture.info.get("comment"):
        options["comment"] = comment
        notes.kept.add("comment")
    if picture.format == "MPO":
        notes.lost.add("further pictures of the MPO")
    return options


def _png(picture: Any, _original: Path, notes: Notes) -> dict[str, Any]:
    from PIL import PngImagePlugin

    info = PngImagePlugin.PngInfo()
    for name, value in picture.text.items():
        if isinstance(value, PngImagePlugin.iTXt):
            info.add_itxt(name, value, value.lang or "", value.tkey or "")
        elif value.isascii():
            info.add_text(name, value)
        else:
            info.add_itxt(name, value)
        notes.kept.add(f"text {name}"[:HEAD])
    return {"pnginfo": info, "xmp": None}


def _webp(_picture: Any, original: Path, notes: Notes) -> dict[str, Any]:
    lossless = b"VP8L" in original.read_bytes()
    notes.kept.add("lossless" if lossless else "lossy")
    return {"lossless": lossless, "quality": 100 if lossless else 95, "method": 4}


def _tiff(picture: Any, _original: Path, notes: Notes) -> dict[str, Any]:
    tags = {tag: value for tag, value in picture.tag_v2.items() if tag not in _STRUCTURE}
    compression = picture.info.get("compression")
    notes.kept.update(("tags", f"compression {compression}"))
    info = _tags(tags, picture)
    return {"tiffinfo": info, "compression": None if compression == "raw" else compression}


def _tags(tags: dict[int, Any], picture: Any) -> Any:
    from PIL import TiffImagePlugin

    info = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, value in tags.items():
        info.tagtype[tag] = picture.tag_v2.tagtype[tag]
        info[tag] = value
    return info


_STRUCTURE = frozenset(
    [254, 256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 320, 322, 323, 324, 325, 338, 339]
)
"""Tags of TIFF 6.0 that describe how pixels are stored; the writer sets them."""


def _gif(picture: Any, _original: Path, notes: Notes) -> dict[str, Any]:
    if comment := picture.info.get("comment"):
        notes.kept.add("comment")
        return {"comment": comment}
    return {}


def _avif(_picture: Any, _original: Path, _notes: Notes) -> dict[str, Any]:
    return {"quality": 90}


def _timing(picture: Any, frames: list[Any], form: str) -> dict[str, Any]:
    """Return durations, loop and disposal of an animation."""
    if form == "TIFF":
        return {}
    durations = [frame.info.get("duration", picture.info.get("duration", 100)) for frame in frames]
    options: dict[str, Any] = {"duration": durations}
    if "loop" in picture.info:
        options["loop"] = picture.info["loop"]
    if form == "PNG":
        options |= {"default_image": bool(picture.info.get("default_image")), "blend": 0}
    return options


_OPTIONS = {"JPEG": _jpeg, "PNG": _png, "WEBP": _webp, "TIFF": _tiff, "GIF": _gif, "AVIF": _avif}
