"""Metadata of real files, made with Pillow and ffmpeg, and of files that lie about themselves."""

import io
import shutil
import struct
import subprocess
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image, features

from hegui.checks.corpus.media.looking import look_at
from hegui.checks.corpus.media.pieces import MAX_PARTS, UnreadableFileError
from hegui.engine.registry import load_checks
from tests.support.media import LABEL, png_chunk

FFMPEG = shutil.which("ffmpeg")
needs_ffmpeg = pytest.mark.skipif(FFMPEG is None, reason="ffmpeg is not installed")


def picture(path: Path, *, gps: bool = False, serial: bool = False, model: bool = False) -> Path:
    """Write a picture with Pillow."""
    exif = Image.Exif()
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (31.0, 13.0, 49.0), "E", (121.0, 28.0, 25.0)
        exif[0x8825] = place
    if serial:
        own = exif.get_ifd(0x8769)
        own[0xA431] = "SN-1"
        exif[0x8769] = own
    if model:
        exif[0x010F], exif[0x0110] = "Acme", "One"
    Image.new("RGB", (24, 16), (9, 99, 200)).save(path, exif=exif)
    return path


def recording(path: Path, source: str, *words: str) -> Path:
    """Write a sound or a film with ffmpeg."""
    assert FFMPEG
    run = [FFMPEG, "-loglevel", "error", "-y", "-f", "lavfi", "-i", source, *words, str(path)]
    subprocess.run(run, check=True)
    return path


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "avif"])
def test_places_devices_and_models_in_pictures(tmp_path: Path, suffix: str) -> None:
    if suffix == "avif" and not features.check("avif"):
        pytest.skip("this Pillow was built without AVIF")
    place = look_at(picture(tmp_path / f"a.{suffix}", gps=True))
    assert (place.location, place.device, place.model) == (True, False, False)
    model = look_at(picture(tmp_path / f"b.{suffix}", model=True))
    assert (model.location, model.device, model.model) == (False, False, True)
    plain = look_at(picture(tmp_path / f"c.{suffix}"))
    assert (plain.location, plain.device, plain.model) == (False, False, False)
    assert plain.modality == "image"
    assert look_at(picture(tmp_path / f"d.{suffix}", serial=True)).device


def test_a_gps_directory_without_a_position_is_no_place(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[0] = b"\2\3\0\0"
    Image.new("RGB", (8, 8)).save(tmp_path / "a.jpg", exif=exif)
    assert not look_at(tmp_path / "a.jpg").location


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("v.mp4", "testsrc=d=1:s=64x48", ("-metadata", "location=+31.2304+121.4737/")),
        ("v.webm", "testsrc=d=1:s=64x48", ("-metadata", "location=x")),
        ("v.mkv", "testsrc=d=1:s=64x48", ("-metadata", "location=x")),
        ("a.mp3", "sine=d=1", ("-metadata", "location=x")),
        ("a.flac", "sine=d=1", ("-metadata", "location=x")),
        ("a.ogg", "sine=d=1", ("-metadata", "location=x")),
        (
            "v.mov",
            "testsrc=d=1:s=64x48",
            (
                "-movflags",
                "use_metadata_tags",
                "-metadata",
                "com.apple.quicktime.location.ISO6709=x",
            ),
        ),
    ],
)
def test_places_in_films_and_sounds(
    tmp_path: Path, name: str, source: str, words: tuple[str, ...]
) -> None:
    assert look_at(recording(tmp_path / name, source, *words)).location
    assert not look_at(recording(tmp_path / f"plain-{name}", source)).location


@needs_ffmpeg
def test_serial_numbers_in_sounds(tmp_path: Path) -> None:
    for name in ("a.mp3", "a.flac", "a.ogg", "a.opus"):
        found = look_at(recording(tmp_path / name, "sine=d=1", "-metadata", "serial=1"))
        assert (found.device, found.location, found.modality) == (True, False, "audio")
    wave = recording(
        tmp_path / "a.wav", "sine=d=1", "-write_bext", "1", "-metadata", "originator_reference=CH1"
    )
    assert look_at(wave).device


def test_labels_are_known_through_the_registry(tmp_path: Path) -> None:
    from hegui.checks.labels.write import write_label

    load_checks()
    path = picture(tmp_path / "a.png")
    assert look_at(path).labelled is False
    assert look_at(write_label(path, LABEL, tmp_path / "b.png")).labelled is True
    assert look_at(picture(tmp_path / "a.webp")).labelled is False
    assert look_at(picture(tmp_path / "a.bmp")).labelled is None


def test_marks_of_origin_count_as_labels(tmp_path: Path) -> None:
    kind = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:I="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" I:DigitalSourceType="{kind}"/>'
        "</rdf:RDF></x:xmpmeta>"
    )
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 8)).save(path, xmp=packet.encode())
    assert look_at(path).labelled is True
    Image.new("RGB", (8, 8)).save(path, xmp=packet.replace("trainedA", "a").encode())
    assert look_at(path).labelled is not True


def test_parameters_of_a_generator_are_a_hint_and_no_label(tmp_path: Path) -> None:
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    chunk = png_chunk(b"tEXt", b"parameters\0a cat")
    path = tmp_path / "a.png"
    path.write_bytes(data.getvalue()[:33] + chunk + data.getvalue()[33:])
    found = look_at(path)
    assert found.generator
    assert found.labelled is not True


def tiff(entries: bytes, count: int, after: int = 0) -> bytes:
    return b"II*\0" + struct.pack("<IH", 8, count) + entries + struct.pack("<I", after)


HOSTILE = {
    "empty": b"",
    "unknown": b"hello world, no picture",
    "jpeg cut": b"\xff\xd8\xff\xe1\xff\xff",
    "jpeg of nothing": b"\xff\xd8\xff" + b"\xff" * 200_000,
    "png declares 4 GB": b"\x89PNG\r\n\x1a\n" + struct.pack(">I4s", 0xFFFFFFFF, b"IHDR"),
    "png xmp bomb": b"\x89PNG\r\n\x1a\n"
    + png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(b" " * 100_000_000)),
    "tiff points outside": tiff(struct.pack("<HHII", 0x8825, 4, 1, 0x7FFFFFFF), 1),
    "tiff too many entries": b"II*\0" + struct.pack("<IH", 8, 0xFFFF) + b"\0" * 100,
    "webp declares 4 GB": b"RIFF\xff\xff\xff\xffWEBPEXIF\xff\xff\xff\x7f",
    "mp4 box of no size": struct.pack(">I4s4s", 12, b"ftyp", b"isom") + struct.pack(">I4s", 3, b"moov"),
    "mp4 declares 2^63": struct.pack(">I4s4s", 12, b"ftyp", b"isom")
    + struct.pack(">I4sQ", 1, b"moov", 1 << 63),
    "mp4 nested": struct.pack(">I4s4s", 12, b"ftyp", b"isom")
    + b"".join(struct.pack(">I4s", 8 * (50 - n), b"moov") for n in range(50)),
    "mp4 a million boxes": struct.pack(">I4s4s", 12, b"ftyp", b"isom")
    + struct.pack(">I4s", 8, b"free") * (MAX_PARTS + 1),
    "id3 too long": b"ID3\4\0\0\x7f\x7f\x7f\x7f",
    "flac cut": b"fLaC\4\xff\xff\xff",
    "ogg cut": b"OggS" + b"\0" * 22 + b"\xff",
    "matroska nested": b"\x1aE\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 50,
    "matroska of zeros": b"\x1aE\xdf\xa3\x80" + b"\0" * 100,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_lie_about_themselves_are_unreadable_with_a_reason(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / "a"
    path.write_bytes(HOSTILE[name])
    with pytest.raises(UnreadableFileError) as caught:
        look_at(path)
    assert caught.value.reason.zh
    assert caught.value.reason.en


def test_directories_in_a_circle_are_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    path.write_bytes(tiff(struct.pack("<HHII", 0x8769, 4, 1, 8), 1, after=8))
    assert look_at(path).form == "tiff"


def test_xmp_with_entities_or_deep_nesting_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    for packet in (bomb, b"<a>" * 5000 + b"x" + b"</a>" * 5000):
        Image.new("RGB", (8, 8)).save(path, xmp=packet)
        with pytest.raises(UnreadableFileError):
            look_at(path)


def test_every_cut_of_a_file_ends_with_an_answer_or_a_reason(tmp_path: Path) -> None:
    for suffix in ("jpg", "png", "webp", "tiff"):
        path = picture(tmp_path / f"a.{suffix}", gps=True, serial=True)
        whole = path.read_bytes()
        for size in range(0, len(whole), 7):
            path.write_bytes(whole[:size])
            with suppress(UnreadableFileError):
                assert look_at(path).modality == "image"
