"""Two labels in one file: seen, said, and made one again by a writer that is allowed to."""

import json
import struct
import zlib
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import UnreadableMediaError, read_label_sites
from hegui.checks.labels.judge import judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.write import LabelWriteError, aigc_label, label_text, rewrite, write_label
from tests.support import media
from tests.support.made_media import MADE, NotInstalledError

LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
TEXT = label_text(LABEL)
OTHER = label_text(LABEL | {"ProduceID": "other"})


def riff(path: Path, extra: bytes) -> None:
    data = path.read_bytes() + extra
    path.write_bytes(data[:4] + struct.pack("<I", len(data) - 8) + data[8:])


def png_text(path: Path, text: str) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:33] + media.png_chunk(b"tEXt", b"AIGC\0" + text.encode()) + data[33:])


def png_packed(path: Path, text: str) -> None:
    body = b"AIGC\0\0" + zlib.compress(text.encode())
    data = path.read_bytes()
    path.write_bytes(data[:33] + media.png_chunk(b"zTXt", body) + data[33:])


def jpeg_blob(path: Path, text: str) -> None:
    body = b"AIGC" + text.encode()
    data = path.read_bytes()
    path.write_bytes(data[:2] + struct.pack(">BBH", 0xFF, 0xEB, len(body) + 2) + body + data[2:])


def jpeg_exif(path: Path, text: str) -> None:
    body = b"Exif\0\0" + media.exif(
        comment=b"ASCII\0\0\0" + json.dumps({"AIGC": json.loads(text)}).encode()
    )
    data = path.read_bytes()
    path.write_bytes(data[:2] + struct.pack(">BBH", 0xFF, 0xE1, len(body) + 2) + body + data[2:])


def wav_info(path: Path, text: str) -> None:
    body = b"INFOAIGC" + struct.pack("<I", len(text)) + text.encode() + b"\0" * (len(text) % 2)
    riff(path, b"LIST" + struct.pack("<I", len(body)) + body)


def mp4_packet(path: Path, text: str) -> None:
    uuid = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
    packet = media.xmp(f"<TC260:AIGC>{text}</TC260:AIGC>")
    path.write_bytes(path.read_bytes() + media.box(b"uuid", uuid, packet))


def markdown_again(path: Path, text: str) -> None:
    path.write_text(path.read_text().replace("---\n", f"---\nAIGC: {text}\n", 1))


def html_again(path: Path, text: str) -> None:
    path.write_text(
        path.read_text().replace("<head>", f"<head><meta content='{text}' name='aigc'/>")
    )


ADDED = {
    "png-text": ("plain.png", png_text),
    "png-packed": ("plain.png", png_packed),
    "jpeg-blob": ("plain.jpg", jpeg_blob),
    "jpeg-exif": ("plain.jpg", jpeg_exif),
    "wav-info": ("plain.wav", wav_info),
    "mp4-packet": ("fast.mp4", mp4_packet),
    "markdown": ("front.md", markdown_again),
    "html": ("page.html", html_again),
}


@pytest.fixture(params=ADDED)
def doubled(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, bytes]:
    """Return a file with two labels that differ, and what it was without."""
    name, add = ADDED[request.param]
    path = tmp_path / name
    try:
        MADE[name](path)
    except NotInstalledError as error:
        pytest.skip(str(error))
    plain = path.read_bytes()
    write_label(path, LABEL)
    add(path, OTHER)
    return path, plain


def test_labels_that_differ_are_not_compliant(doubled: tuple[Path, bytes], rules: Rules) -> None:
    reading = read_label_sites(doubled[0])
    assert len(reading.sites) == 2
    assert len({(site.start, site.end) for site in reading.sites}) == 2
    judged = judge(reading, rules)
    assert judged.verdict == "noncompliant"
    assert "LBL-C-07" in [fault.check for fault in judged.faults]


def test_a_third_is_refused_and_a_rewrite_leaves_one(
    doubled: tuple[Path, bytes], rules: Rules
) -> None:
    path, _plain = doubled
    before = path.read_bytes()
    with pytest.raises(LabelWriteError):
        write_label(path, LABEL)
    assert path.read_bytes() == before
    rewrite(path, TEXT)
    assert judge(read_label_sites(path), rules).verdict == "compliant"
    rewrite(path, None)
    assert read_label_sites(path).sites == []


def test_an_office_file_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 500)
    with pytest.raises(UnreadableMediaError) as caught:
        read_label_sites(path)
    assert "password" in caught.value.message("en")


def test_an_offset_beyond_all_numbers_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(b"II+\0\x08\0\0\0" + b"\xff" * 8 + b"\0" * 50)
    with pytest.raises(UnreadableMediaError):
        read_label_sites(path)


def test_a_gif_without_its_last_byte_is_read_as_viewers_do(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    MADE["plain.gif"](path)
    path.write_bytes(path.read_bytes().removesuffix(b";"))
    write_label(path, LABEL)
    assert len(read_label_sites(path).sites) == 1
