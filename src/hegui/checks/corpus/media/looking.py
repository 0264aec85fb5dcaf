"""What one media file tells: its kind by content, and which metadata entries have content."""

from collections.abc import Callable
from pathlib import Path

from hegui.checks.corpus.media.boxes import read_boxes
from hegui.checks.corpus.media.images import (
    read_jpeg,
    read_plain,
    read_png,
    read_tiff,
    read_webp,
)
from hegui.checks.corpus.media.matroska import read_matroska
from hegui.checks.corpus.media.pieces import EMPTY, UNKNOWN, Pieces, Seen, UnreadableFileError
from hegui.checks.corpus.media.sounds import read_flac, read_mp3, read_ogg, read_wav
from hegui.common.struct import Record
from hegui.engine.labelled import has_label

HEAD = 12
Read = Callable[[Pieces, Seen], None]
IMAGE, SOUND, FILM = "image", "audio", "video"
STARTS: tuple[tuple[bytes, str, str, Read], ...] = (
    (b"\xff\xd8\xff", "jpeg", IMAGE, read_jpeg),
    (b"\x89PNG\r\n\x1a\n", "png", IMAGE, read_png),
    (b"II*\0", "tiff", IMAGE, read_tiff),
    (b"MM\0*", "tiff", IMAGE, read_tiff),
    (b"GIF8", "gif", IMAGE, read_plain),
    (b"BM", "bmp", IMAGE, read_plain),
    (b"ID3", "mp3", SOUND, read_mp3),
    (b"fLaC", "flac", SOUND, read_flac),
    (b"OggS", "ogg", SOUND, read_ogg),
    (b"\x1aE\xdf\xa3", "matroska", FILM, read_matroska),
)
RIFF: dict[bytes, tuple[str, str, Read]] = {
    b"WEBP": ("webp", IMAGE, read_webp),
    b"WAVE": ("wav", SOUND, read_wav),
    b"AVI ": ("avi", FILM, read_wav),
}
TOP = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide")
PICTURES = (b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis")


class MediaSeen(Record, frozen=True, kw_only=True):
    """What a file tells. `labelled` is None when nobody can say; `generator` is only a hint."""

    form: str
    modality: str
    location: bool = False
    device: bool = False
    model: bool = False
    labelled: bool | None = None
    generator: bool = False


def look_at(path: Path) -> MediaSeen:
    """Look at a file in bounded memory, whatever it declares of itself.

    Raises `UnreadableFileError` for an unknown kind, a cut-off or a damaged file, and `OSError`
    when it cannot be opened.
    """
    told: set[str] = set()
    with path.open("rb") as opened:
        file = Pieces(opened)
        if not file.size:
            raise UnreadableFileError(EMPTY)
        form, modality, read = kind_of(file)
        read(file, told.add)
    label = True if "generated" in told else has_label(path)
    return MediaSeen(
        form=form,
        modality=modality,
        location="location" in told,
        device="device" in told,
        model="model" in told,
        labelled=label,
        generator="generator" in told,
    )


def is_media_content(path: Path) -> bool:
    """Tell whether a file begins like media, or cannot be opened, so that nobody can say."""
    try:
        with path.open("rb") as opened:
            kind_of(Pieces(opened))
    except UnreadableFileError:
        return False
    except OSError:
        return True
    return True


def kind_of(file: Pieces) -> tuple[str, str, Read]:
    """Return form, modality and reader by the first bytes."""
    head = file.upto(0, HEAD)
    for start, form, modality, read in STARTS:
        if head.startswith(start):
            return form, modality, read
    if head.startswith(b"RIFF") and head[8:12] in RIFF:
        return RIFF[head[8:12]]
    if head[4:8] in TOP:
        if head[8:12] in PICTURES:
            return "heif", IMAGE, read_boxes
        return "mp4", SOUND if head[8:11] in (b"M4A", b"M4B") else FILM, read_boxes
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:
        return "mp3", SOUND, read_mp3
    raise UnreadableFileError(UNKNOWN)
