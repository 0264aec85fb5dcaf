"""Real media of every kind, made by the tools that people use, once per session.

`MADE` maps a file name to the function that makes it. A function that needs a program which is
not installed raises `NotInstalledError`; the test is then skipped with that reason.
"""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from PIL import Image

Maker = Callable[[Path], None]
MADE: dict[str, Maker] = {}
PICTURE = ["-f", "lavfi", "-i", "testsrc=duration=1:size=64x48:rate=10"]
SOUND = ["-f", "lavfi", "-i", "sine=duration=1"]
XMP = (
    b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf="
    b"'http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' xmlns:dc="
    b"'http://purl.org/dc/elements/1.1/' dc:format='foreign'/></rdf:RDF></x:xmpmeta>"
)


class NotInstalledError(Exception):
    """A program or library that makes this kind of file is not there."""


def run(program: str, *arguments: object, within: int = 60) -> bytes:
    """Run a program and return its output; raise `NotInstalledError` without it."""
    found = shutil.which(program)
    if found is None:
        raise NotInstalledError(f"{program} is not installed")
    command = [found, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True, timeout=within).stdout


def ffmpeg(*arguments: object) -> bytes:
    """Run ffmpeg without questions."""
    return run("ffmpeg", "-nostdin", "-y", "-v", "error", *arguments)


def picture(mode: str = "RGB", turn: int = 0) -> Image.Image:
    """Return a picture with a gradient in each channel."""
    ramp = Image.linear_gradient("L").resize((64, 48))
    made = Image.merge("RGB", (ramp, ramp.rotate(180), ramp.transpose(0))).rotate(turn)
    if mode == "RGBA":
        made.putalpha(ramp)
        return made
    return made.convert(mode)


def by_pillow(name: str, mode: str = "RGB", frames: int = 1, **options: object) -> None:
    """Register a picture saved by Pillow."""

    def make(path: Path) -> None:
        more = [picture(mode, 90 * turn) for turn in range(1, frames)]
        extra = {"save_all": True, "append_images": more} if frames > 1 else {}
        picture(mode).save(path, **extra, **options)

    MADE[name] = make


def by_ffmpeg(name: str, *arguments: object) -> None:
    """Register a file written by ffmpeg."""

    def make(path: Path) -> None:
        ffmpeg(*arguments, path)

    MADE[name] = make


by_pillow("plain.png")
by_pillow("alpha.png", "RGBA")
by_pillow("moving.png", frames=3, duration=100)
by_pillow("exif.png", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")
by_ffmpeg("ffmpeg.png", *PICTURE, "-frames:v", "1")
by_pillow("plain.jpg")
by_pillow("progressive.jpg", progressive=True, comment=b"foreign")
by_pillow("xmp.jpg", xmp=XMP)
by_ffmpeg("ffmpeg.jpg", *PICTURE, "-frames:v", "1")
by_pillow("lossy.webp")
by_pillow("lossless.webp", lossless=True)
by_pillow("alpha.webp", "RGBA")
by_pillow("alpha-lossless.webp", "RGBA", lossless=True)
by_pillow("moving.webp", frames=3, duration=100)
by_pillow("xmp.webp", xmp=XMP)
by_ffmpeg("ffmpeg.webp", *PICTURE, "-frames:v", "1")
by_pillow("plain.gif")
by_pillow("moving.gif", frames=3, loop=0, comment=b"foreign")
by_ffmpeg("ffmpeg.gif", *PICTURE)
by_pillow("plain.tif")
by_pillow("lzw.tif", compression="tiff_lzw")
by_pillow("pages.tif", frames=3)
by_pillow("big.tif", big_tiff=True)
by_ffmpeg("ffmpeg.tif", *PICTURE, "-frames:v", "1")
by_pillow("plain.avif")
by_pillow("alpha.avif", "RGBA")
by_pillow("moving.avif", frames=3)
by_ffmpeg("ffmpeg.avif", *PICTURE, "-frames:v", "1", "-c:v", "libaom-av1", "-still-picture", "1")


def _heif_enc(path: Path) -> None:
    source = path.with_suffix(".source.png")
    picture().save(source)
    run("heif-enc", "-q", "50", source, "-o", path)


MADE["plain.heic"] = _heif_enc
MADE["heif-enc.avif"] = _heif_enc
by_ffmpeg("plain.mp4", *PICTURE, *SOUND)
by_ffmpeg("fast.mp4", *PICTURE, *SOUND, "-movflags", "+faststart", "-metadata", "title=foreign")
by_ffmpeg("tags.mp4", *PICTURE, "-movflags", "+faststart+use_metadata_tags", "-metadata", "a=b")
by_ffmpeg("fragmented.mp4", *PICTURE, *SOUND, "-movflags", "+frag_keyframe+empty_moov")
by_ffmpeg("dash.mp4", *PICTURE, "-movflags", "+dash+frag_keyframe+empty_moov+global_sidx")
by_ffmpeg("reserved.mp4", *PICTURE, "-moov_size", "8000")
by_ffmpeg("plain.mov", *PICTURE, "-c:v", "mjpeg", "-movflags", "+faststart")
by_ffmpeg("music.m4a", *SOUND, "-metadata", "title=foreign", "-metadata", "artist=someone")
by_ffmpeg("lame.mp3", *SOUND)
by_ffmpeg("old-tag.mp3", *SOUND, "-id3v2_version", "3", "-metadata", "title=foreign")
by_ffmpeg("no-tag.mp3", *SOUND, "-id3v2_version", "0", "-write_xing", "0")
by_ffmpeg("plain.mkv", *PICTURE, *SOUND)
by_ffmpeg("titled.mkv", *PICTURE, "-metadata", "title=foreign", "-metadata", "ARTIST=someone")
by_ffmpeg("live.mkv", *PICTURE, "-f", "matroska", "-live", "1")
by_ffmpeg("plain.webm", *PICTURE, "-c:v", "libvpx", "-deadline", "realtime")
by_ffmpeg("plain.avi", *PICTURE, "-c:v", "mpeg4", "-metadata", "title=foreign")
by_ffmpeg("mjpeg.avi", *PICTURE, *SOUND, "-c:v", "mjpeg", "-fflags", "+bitexact")
by_ffmpeg("plain.flv", *PICTURE)
by_ffmpeg("indexed.flv", *PICTURE, "-flvflags", "add_keyframe_index", "-metadata", "title=foreign")
by_ffmpeg("bare.flv", *PICTURE, "-flvflags", "no_metadata")
by_ffmpeg("plain.wav", *SOUND)
by_ffmpeg("broadcast.wav", *SOUND, "-write_bext", "1", "-metadata", "originator=foreign")
by_ffmpeg("rf64.wav", *SOUND, "-rf64", "always")
by_ffmpeg("plain.flac", *SOUND, "-metadata", "title=foreign")
by_ffmpeg("plain.opus", *SOUND, "-metadata", "title=foreign")
by_ffmpeg("vorbis.ogg", *SOUND, "-c:a", "libvorbis", "-metadata", "title=foreign")
by_ffmpeg("flac.ogg", *SOUND, "-c:a", "flac", "-f", "ogg")
by_ffmpeg("theora.ogv", *PICTURE, *SOUND, "-c:v", "libtheora", "-c:a", "libvorbis")


def _mkvmerge(path: Path) -> None:
    source = path.with_suffix(".source.mkv")
    ffmpeg(*PICTURE, source)
    run("mkvmerge", "-q", "-o", path, "--title", "foreign", source)


def _streamed_wave(path: Path) -> None:
    """Make a sound whose length was never filled in, as behind a pipe."""
    path.write_bytes(ffmpeg(*SOUND, "-f", "wav", "-"))


def _docx(path: Path) -> None:
    from docx import Document

    document = Document()
    document.add_paragraph("正文")
    document.core_properties.author = "foreign"
    document.save(str(path))


def _xlsx(path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.packaging.custom import StringProperty

    book = Workbook()
    book.active.append(["甲", 1])
    book.custom_doc_props.append(StringProperty(name="foreign", value="kept"))
    book.save(path)


def _plain_xlsx(path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(path)


def _pdf(path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": "foreign (晨曦)"})
    writer.write(path)


def _typst(path: Path) -> None:
    try:
        import typst
    except ImportError as error:
        raise NotInstalledError("typst is not installed") from error
    source = path.with_suffix(".typ")
    source.write_text('#set document(title: "foreign")\n= Text')
    typst.compile(str(source), output=str(path))


def _text(content: str) -> Maker:
    return lambda path: path.write_bytes(content.encode()) and None


MADE["word.docx"] = _docx
MADE["custom.xlsx"] = _xlsx
MADE["plain.xlsx"] = _plain_xlsx
MADE["titled.pdf"] = _pdf
MADE["typst.pdf"] = _typst
MADE["pillow.pdf"] = lambda path: picture().save(path)
MADE["front.md"] = _text("---\ntitle: 标题\n---\n# 正文\n")
MADE["plain.md"] = _text("# 正文\r\n\r\n---\r\n")
MADE["page.html"] = _text(
    "<!doctype html>\n<html><head><title>甲</title></head><body></body></html>"
)
MADE["piece.html"] = _text("<p>片段</p>")
MADE["object.json"] = _text('{"a": [1, {"AIGC": 2}], "b": "\\u0041"}\n')
MADE["empty.json"] = _text("{}")
MADE["mkvmerge.mkv"] = _mkvmerge
MADE["streamed.wav"] = _streamed_wave


def pixels(path: Path) -> list[bytes]:
    """Return all frames of a picture as Pillow decodes them."""
    with Image.open(path) as opened:
        out = []
        for number in range(getattr(opened, "n_frames", 1)):
            opened.seek(number)
            out.append(opened.convert("RGBA").tobytes())
        return out


def packets(path: Path) -> bytes:
    """Return what ffmpeg reads as packets of all streams: their times, sizes and digests.

    What holds comments is left out: the private data of Theora, the side data of Vorbis.
    """
    said = ffmpeg("-i", path, "-map", "0", "-c", "copy", "-f", "framehash", "-hash", "md5", "-")
    lines = [line for line in said.split(b"\n") if not line.startswith(b"#extradata")]
    return b"\n".join(line.partition(b", S=")[0] for line in lines)
