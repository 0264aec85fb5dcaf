"""Two labels in one file: seen, said, and made one again by a writer that is allowed to."""

import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import CARRIERS, UnreadableMediaError, read_label_sites
from hegui.checks.labels.carriers.images import heif, tiff
from hegui.checks.labels.carriers.packet import packet
from hegui.checks.labels.carriers.protocol import data_of
from hegui.checks.labels.carriers.registry import carrier_of
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.judge import judge
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.write import LabelWriteError, aigc_label, label_text, rewrite, write_label
from tests.support import media
from tests.support.made_media import MADE, NotInstalledError, ffmpeg

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


OTHER_SAME = TEXT.replace("-0001", "-0002")


def mp3_frames(path: Path, _text: str) -> None:
    frames = [media.txxx("AIGC", TEXT), media.txxx("AIGC", OTHER_SAME)]
    path.write_bytes(media.sound(*frames))


def flac_comment(path: Path, text: str) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(b"AIGC=") - 4
    added = struct.pack("<I", len(text) + 5) + b"AIGC=" + text.encode()
    block = 4
    while data[block] & 0x7F != 4:
        block += 4 + int.from_bytes(data[block + 1 : block + 4], "big")
    size = int.from_bytes(data[block + 1 : block + 4], "big")
    (vendor,) = struct.unpack_from("<I", data, block + 4)
    (count,) = struct.unpack_from("<I", data, block + 8 + vendor)
    struct.pack_into("<I", data, block + 8 + vendor, count + 1)
    data[block + 1 : block + 4] = (size + len(added)).to_bytes(3, "big")
    path.write_bytes(bytes(data[:at]) + added + bytes(data[at:]))


def ogg_streams(path: Path, text: str) -> None:
    source = path.with_suffix(".source.ogv")
    source.write_bytes(path.read_bytes())
    tags = [("-metadata:s:v:0", TEXT), ("-metadata:s:a:0", text)]
    words = [word for option, label in tags for word in (option, f"AIGC={label}")]
    ffmpeg("-i", source, "-c", "copy", *words, path)
    source.unlink()


def webp_chunk(path: Path, text: str) -> None:
    packet = media.xmp(f"<TC260:AIGC>{text}</TC260:AIGC>")
    riff(path, b"XMP " + struct.pack("<I", len(packet)) + packet + b"\0" * (len(packet) % 2))


def gif_extension(path: Path, text: str) -> None:
    packet = media.xmp(f"<TC260:AIGC>{text}</TC260:AIGC>")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    data = path.read_bytes().removesuffix(b";")
    path.write_bytes(data + b"\x21\xff\x0bXMP DataXMP" + packet + trailer + b";")


def packet_twice(path: Path, text: str) -> None:
    """Put a second label into the packet itself, in the room of the first one's spaces."""
    own = packet(TEXT).decode()
    again = f"<TC260:AIGC>{text}</TC260:AIGC></rdf:Description></rdf:RDF>"
    twice = own.replace("</rdf:Description></rdf:RDF>", again).encode()
    rewrite(path, None)
    with pytest.MonkeyPatch.context() as patch:
        for module in (heif, tiff):
            patch.setattr(module, "packet", lambda _text: twice)
            patch.setattr(module, "relabelled", lambda *_words: twice)
        with Source.open(path) as source:
            made = b"".join(data_of(source, carrier_of(source).edit(source, TEXT)))
    path.write_bytes(made)


def mkv_tags(path: Path, text: str) -> None:
    """Append a second element of tags to a film that says nothing of its length."""

    def element(name: str, body: bytes) -> bytes:
        return bytes.fromhex(name) + struct.pack(">Q", 1 << 56 | len(body)) + body

    simple = element("45a3", b"AIGC") + element("4487", text.encode())
    path.write_bytes(
        path.read_bytes() + element("1254c367", element("7373", element("67c8", simple)))
    )


def flv_script(path: Path, _text: str) -> None:
    data = path.read_bytes()
    end = 13 + 11 + int.from_bytes(data[14:17], "big") + 4
    path.write_bytes(data[:end] + data[13:end].replace(b"-0001", b"-0002") + data[end:])


def pdf_member(path: Path, _text: str) -> None:
    data = path.read_bytes()
    at = data.rindex(b"/AIGC")
    member = data[at : data.index(b"})", at) + 2]
    # Two short members in the room of a long one: no offset moves.
    short = b'/AIGC ({"Label":"%d"})'
    path.write_bytes(data.replace(member, (short % 1 + short % 2).ljust(len(member))))


def office_property(path: Path, text: str) -> None:
    made = path.with_suffix(".new")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/custom.xml":
                at = data.index(b"<property")
                own = data[at : data.index(b"</property>", at) + 11]
                again = own.replace(b"-0001", b"-0002").replace(b'pid="2"', b'pid="9"')
                data = data.replace(own, own + again)
            new.writestr(name, data)
    made.replace(path)


def json_member(path: Path, text: str) -> None:
    path.write_text(path.read_text().replace("{", f'{{"AIGC": {text}, ', 1))


ADDED = {
    "webp": ("lossy.webp", webp_chunk),
    "gif": ("plain.gif", gif_extension),
    "tiff": ("plain.tif", packet_twice),
    "avif": ("plain.avif", packet_twice),
    "heic": ("plain.heic", packet_twice),
    "mkv": ("live.mkv", mkv_tags),
    "avi": ("plain.avi", wav_info),
    "flv": ("plain.flv", flv_script),
    "mp3": ("lame.mp3", mp3_frames),
    "flac": ("plain.flac", flac_comment),
    "ogg": ("theora.ogv", ogg_streams),
    "pdf": ("titled.pdf", pdf_member),
    "docx": ("word.docx", office_property),
    "xlsx": ("plain.xlsx", office_property),
    "json": ("empty.json", json_member),
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


def test_every_carrier_but_the_side_car_has_a_file_with_two_labels() -> None:
    endings = {Path(name).suffix for name, _add in ADDED.values()}
    left = {n for n, carrier in CARRIERS.items() if not endings & set(carrier.extensions)}
    assert left == {"text"}


def test_labels_that_differ_are_not_compliant(doubled: tuple[Path, bytes], rules: Rules) -> None:
    reading = read_label_sites(doubled[0])
    assert len(reading.sites) == 2
    packed = reading.carrier == "ooxml"  # both in the part that must be unpacked to see them
    assert len({(site.start, site.end) for site in reading.sites}) == 2 - packed
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
