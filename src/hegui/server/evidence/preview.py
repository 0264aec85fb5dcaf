"""Previews are kept by the digest of the file, beside the database; they may be deleted any time."""

import tempfile
from pathlib import Path
from typing import Any

import msgspec

from hegui.common.errors import HeguiError
from hegui.common.files import write_atomic
from hegui.common.text import Text
from hegui.server.evidence.inspection.kinds import IMAGES, PDF, ZIPPED
from hegui.server.evidence.models import ItemVersion
from hegui.server.evidence.sandbox import SandboxError, run
from hegui.server.settings import read_settings

LARGEST = 60_000_000
VERSION = 2
LEAVES = 20
"""Pages of a PDF that are drawn; the rest is there to download."""
DRAW_S = 10
NOT_DRAWN = Text(
    "页面无法绘成图片，下面是提取的文字。", "Its pages could not be drawn; their text follows."
)
SHOWN = (
    "text/",
    "application/pdf",
    "application/json",
    "application/yaml",
    "application/x-ndjson",
    "application/xml",
    "message/",
    "image/",
)


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """What can be shown. `kind` is pages, picture, text, table or none; `problem` says why
    there is no more than that."""

    kind: str = "none"
    text: str = ""
    rows: list[list[str]] = []
    sheet: str = ""
    pages: int = 0
    width: int = 0
    height: int = 0
    more: bool = False
    problem_zh: str = ""
    problem_en: str = ""


def preview_of(version: ItemVersion) -> Preview:
    """Return the preview of a version, made now if it is not there yet. Failures say so."""
    if version.removed_at is not None:
        return none(
            "文件内容已按保存期限删除。", "Its content was deleted when its retention ended."
        )
    place = kept_at(version.sha256)
    if place.is_file():
        return msgspec.json.decode(place.read_bytes(), type=Preview)
    if not _shows(version):
        return none(
            "这类文件没有预览，请下载查看。", "There is no preview of this kind; download it."
        )
    try:
        made = _make(version)
    except HeguiError as error:
        if not isinstance(error, SandboxError):
            return none(error.message("zh"), error.message("en"))
        made = none(error.message("zh"), error.message("en"))
    write_atomic(place, msgspec.json.encode(made))
    return made


def none(zh: str, en: str) -> Preview:
    """Return the preview that says why there is none."""
    return Preview(problem_zh=zh, problem_en=en)


def kept_at(sha256: str, suffix: str = ".json") -> Path:
    """Return where a preview is kept."""
    folder = read_settings().data / "previews" / str(VERSION) / sha256[:2]
    return folder / f"{sha256[2:]}{suffix}"


def picture_file(sha256: str) -> Path | None:
    """Return the safe picture of a file, if there is one."""
    path = kept_at(sha256, ".webp")
    return path if path.is_file() else None


def leaf_file(version: ItemVersion, number: int) -> Path | None:
    """Return the picture of a page of a PDF, drawn now if it is not there yet; None if it cannot be."""
    if version.media_type != PDF or version.removed_at is not None:
        return None
    preview = preview_of(version)
    if preview.kind != "pages" or not 1 <= number <= min(preview.pages, LEAVES):
        return None
    kept = kept_at(version.sha256, f".{number}.webp")
    if not kept.is_file():
        write_atomic(kept, _drawn(version, number)[0])
    return kept if kept.stat().st_size else None


def forget(sha256: str) -> None:
    """Delete what was kept of a file."""
    beside = kept_at(sha256)
    for path in beside.parent.glob(f"{beside.stem}.*"):
        path.unlink(missing_ok=True)


def _shows(version: ItemVersion) -> bool:
    kind = version.media_type
    if version.size > LARGEST and not kind.startswith("text/"):
        return False
    return kind in IMAGES or kind in ZIPPED or kind.startswith(SHOWN)


def _make(version: ItemVersion) -> Preview:
    from hegui.server.evidence.reading import local_copy

    with tempfile.TemporaryDirectory(prefix="hegui-preview-") as name:
        folder = Path(name)
        path = local_copy(version.sha256, version.name, folder)
        picture = folder / "picture.webp"
        answer: Any = run("preview", path, version.media_type, str(picture))
        if picture.is_file():
            write_atomic(kept_at(version.sha256, ".webp"), picture.read_bytes())
    made = msgspec.convert(answer, Preview)
    return _paged(version, made) if version.media_type == PDF and made.pages else made


def _paged(version: ItemVersion, made: Preview) -> Preview:
    """Return the preview of a PDF with its pages as pictures, or as it was, with the reason."""
    data, size = _drawn(version, 1)
    if not data:
        if not made.text:
            return made
        problem = {"problem_zh": NOT_DRAWN.zh, "problem_en": NOT_DRAWN.en}
        return msgspec.structs.replace(made, **problem)
    write_atomic(kept_at(version.sha256, ".1.webp"), data)
    return msgspec.structs.replace(
        made, kind="pages", more=made.pages > LEAVES, problem_zh="", problem_en="", **size
    )


def _drawn(version: ItemVersion, number: int) -> tuple[bytes, dict[str, int]]:
    """Draw a page in the sandbox; no bytes when it does not end well."""
    from hegui.server.evidence.reading import local_copy

    with tempfile.TemporaryDirectory(prefix="hegui-leaf-") as name:
        path = local_copy(version.sha256, version.name, Path(name))
        picture = Path(name) / "leaf.webp"
        try:
            size = run("leaf", path, str(number), str(picture), seconds=DRAW_S)
        except SandboxError:
            return b"", {}
        return picture.read_bytes(), size
