"""Make the probe files of `hegui label check-pipeline`, small real files of every format.

They are packaged, so that nobody needs these programs to test a pipeline. Run this again when a
format is added: `python tools/probes.py`. Needs ffmpeg, heif-enc, Pillow, openpyxl and pypdf; the
pictures and sounds are generated, nothing is taken from anybody.
"""

import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parents[1] / "src/hegui/checks/labels/service/probes"
FILM = ["-f", "lavfi", "-i", "testsrc=duration=1:size=96x64:rate=5"]
SOUND = ["-f", "lavfi", "-i", "sine=duration=1:sample_rate=8000"]
BOTH = [*FILM, *SOUND]
EXACT = ["-fflags", "+bitexact", "-flags", "+bitexact", "-map_metadata", "-1"]
BY_FFMPEG: dict[str, list[str]] = {
    "mp4": [*BOTH, "-c:v", "mpeg4", "-c:a", "aac"],
    "mov": [*BOTH, "-c:v", "mpeg4", "-c:a", "aac"],
    "m4a": [*SOUND, "-c:a", "aac"],
    "mkv": [*BOTH, "-c:v", "mpeg4", "-c:a", "aac"],
    "webm": [*BOTH, "-c:v", "libvpx", "-b:v", "40k", "-c:a", "libopus"],
    "avi": [*BOTH, "-c:v", "mpeg4", "-c:a", "libmp3lame"],
    "flv": [*FILM, "-c:v", "flv1"],
    "wav": [*SOUND],
    "mp3": [*SOUND, "-c:a", "libmp3lame", "-b:a", "16k"],
    "flac": [*SOUND],
    "ogg": [*SOUND, "-c:a", "libvorbis"],
    "opus": [*SOUND, "-c:a", "libopus", "-b:a", "16k"],
}
TEXTS = {
    "md": "# 探针 Probe\n\n用于检查流水线是否保留标识。\n\nIt shows whether labels survive.\n",
    "html": "<!doctype html>\n<html lang='zh'><head><meta charset='utf-8'><title>探针 Probe</title>"
    "</head>\n<body><p>用于检查流水线是否保留标识。</p></body></html>\n",
    "json": '{"title": "探针 Probe", "items": [1, 2, 3]}\n',
    "txt": "用于检查流水线是否保留标识。\nIt shows whether labels survive.\n",
}

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OPEN = "http://schemas.openxmlformats.org"
WORD = {
    "[Content_Types].xml": f'<Types xmlns="{OPEN}/package/2006/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{OPEN}/package/2006/relationships"><Relationship '
    f'Id="rId1" Type="{OPEN}/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
    "word/document.xml": f'<w:document xmlns:w="{OPEN}/wordprocessingml/2006/main"><w:body><w:p>'
    "<w:r><w:t>探针 Probe</w:t></w:r></w:p></w:body></w:document>",
}
"""The parts of the smallest document that Word opens."""


def picture() -> Image.Image:
    """Return a picture of 96 x 64 with a gradient in each channel."""
    ramp = Image.linear_gradient("L").resize((96, 64))
    return Image.merge("RGB", (ramp, ramp.rotate(180), ramp.transpose(Image.Transpose(0))))


def pictures() -> dict[str, bytes]:
    """Return the pictures that Pillow writes."""
    made = {}
    for suffix in ("png", "jpg", "webp", "gif", "tif", "avif"):
        buffer = io.BytesIO()
        kind = {"jpg": "JPEG", "tif": "TIFF"}.get(suffix, suffix.upper())
        options = {"compression": "tiff_lzw"} if suffix == "tif" else {}
        picture().save(buffer, kind, **options)
        made[suffix] = buffer.getvalue()
    return made


def run(*command: object) -> None:
    """Run a program that must be there."""
    subprocess.run([str(word) for word in command], check=True, capture_output=True)


def films(folder: Path) -> dict[str, bytes]:
    """Return what ffmpeg and heif-enc write."""
    made = {}
    for suffix, arguments in BY_FFMPEG.items():
        path = folder / f"probe.{suffix}"
        run("ffmpeg", "-nostdin", "-y", "-v", "error", *arguments, *EXACT, path)
        made[suffix] = path.read_bytes()
    picture().save(folder / "source.png")
    run("heif-enc", "-q", "50", folder / "source.png", "-o", folder / "probe.heic")
    return made | {"heic": (folder / "probe.heic").read_bytes()}


def documents(folder: Path) -> dict[str, bytes]:
    """Return Office files and a PDF."""
    from openpyxl import Workbook
    from pypdf import PdfWriter

    with zipfile.ZipFile(folder / "probe.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in WORD.items():
            archive.writestr(zipfile.ZipInfo(name), XML + text)
    book = Workbook()
    book.worksheets[0].append(["探针 Probe", 1])
    book.save(folder / "probe.xlsx")
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write(folder / "probe.pdf")
    return {s: (folder / f"probe.{s}").read_bytes() for s in ("docx", "xlsx", "pdf")}


def main() -> int:
    """Write all probes anew."""
    with tempfile.TemporaryDirectory() as name:
        made = pictures() | films(Path(name)) | documents(Path(name))
    made |= {suffix: text.encode() for suffix, text in TEXTS.items()}
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir(parents=True)
    for suffix, data in made.items():
        (HERE / f"probe.{suffix}").write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
