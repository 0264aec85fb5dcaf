"""Readers: every place of the guides, other places, and files that try to do harm."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hegui.checks.labels.carriers import Reading, UnreadableMediaError, read_label_sites
from hegui.checks.labels.carriers import source as carrier_source
from tests.checks.labels.support import AIGC_XMP, TEXT, WRAPPED
from tests.support import media
from tests.support.media import (
    box,
    exif,
    itxt,
    jpeg_with,
    movie,
    png_chunk,
    png_with,
    sound,
    txxx,
    xmp,
)

XMP1 = b"http://ns.adobe.com/xap/1.0/\0"
UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
LONG_XMP = xmp(AIGC_XMP)


def read(folder: Path, data: bytes, name: str = "a.bin") -> Reading:
    path = folder / name
    path.write_bytes(data)
    return read_label_sites(path)


GUIDE_PLACES = {
    "PNG iTXt XML:com.adobe.xmp/AIGC": png_with(itxt(LONG_XMP)),
    "PNG iTXt XML:com.adobe.xmp/@AIGC": png_with(
        itxt(xmp("", "TC260:AIGC='" + TEXT.replace("'", "") + "'"))
    ),
    "PNG tEXt AIGC": png_with(png_chunk(b"tEXt", b"AIGC\0" + TEXT.encode())),
    "PNG zTXt AIGC": png_with(png_chunk(b"zTXt", b"AIGC\0\0" + zlib.compress(TEXT.encode()))),
    "JPEG APP1 XMP/AIGC": jpeg_with((1, XMP1 + LONG_XMP)),
    "JPEG APP1 EXIF UserComment": jpeg_with(
        (1, b"Exif\0\0" + exif(comment=b"ASCII\0\0\0" + WRAPPED.encode()))
    ),
    "JPEG APP1 EXIF ImageDescription": jpeg_with(
        (1, b"Exif\0\0" + exif(description=WRAPPED.encode() + b"\0", order=">"))
    ),
    "JPEG APP11 AIGC": jpeg_with((11, b"AIGC" + TEXT.encode())),
    "MP4 moov.udta.meta AIGC": movie(box(b"udta", media.meta(b"AIGC", TEXT.encode()))),
    "MP4 moov.meta AIGC": movie(media.meta(b"AIGC", TEXT.encode(), quicktime=True), first=False),
    "MP4 uuid XMP/AIGC": movie(tail=box(b"uuid", UUID, LONG_XMP)),
    "MP4 moov.uuid XMP/AIGC": movie(box(b"uuid", UUID, LONG_XMP)),
    "MP3 TXXX AIGC": sound(txxx("AIGC", TEXT)),
}


@pytest.mark.parametrize("place", GUIDE_PLACES)
def test_a_label_is_found_at_every_place_of_the_guides(tmp_path: Path, place: str) -> None:
    [site] = read(tmp_path, GUIDE_PLACES[place]).sites
    assert site.place == place
    assert site.guide
    assert site.text.strip("\0") in (TEXT, WRAPPED)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (png_with(itxt(TEXT.encode(), b"AIGC")), "PNG iTXt AIGC"),
        (
            png_with(png_chunk(b"eXIf", exif(comment=b"\0" * 8 + WRAPPED.encode()))),
            "PNG eXIf UserComment",
        ),
        (
            png_with(itxt(LONG_XMP.replace(b"/AIGC/1.0/", b"/OTHER/"))),
            "PNG iTXt XML:com.adobe.xmp/AIGC",
        ),
    ],
)
def test_a_label_at_another_place_is_seen_but_not_as_the_guides_say(
    tmp_path: Path, data: bytes, place: str
) -> None:
    [site] = read(tmp_path, data).sites
    assert (site.place, site.guide) == (place, False)


@pytest.mark.parametrize(
    "data",
    [
        png_with(itxt(LONG_XMP, packed=True)),
        jpeg_with((0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (1, XMP1 + LONG_XMP + b"\0\n ")),
        jpeg_with((1, b"Exif\0\0" + exif(comment=b"UNICODE\0" + WRAPPED.encode("utf-16-le")))),
        jpeg_with((1, b"Exif\0\0" + exif(comment=b"UNICODE\0" + WRAPPED.encode("utf-16-be")))),
        movie(box(b"udta", media.itunes(b"AIGC", TEXT.encode()))),
        movie(box(b"udta", media.freeform(b"AIGC", TEXT.encode()))),
        movie(box(b"udta", media.meta(b"AIGC", TEXT.encode()), b"\0\0\0\0"), brand=b"qt  "),
        movie(box(b"udta", media.meta(b"AIGC", TEXT.encode())), wide=True),
        sound(txxx("AIGC", TEXT, code=0, version=3), version=3),
        sound(txxx("AIGC", TEXT, code=1), padding=100),
        sound(txxx("AIGC", TEXT, code=2)),
        sound(media.frame(b"APIC", b"\xff" * 3000), txxx("comment", "x"), txxx("AIGC", TEXT)),
        sound(
            media.frame(
                b"TXXX",
                struct.pack(">I", 300) + zlib.compress(b"\3AIGC\0" + TEXT.encode()),
                flags=0x09,
            )
        ),
        sound(
            media.frame(b"TIT2", b"\0\xff\x00", version=3),
            txxx("AIGC", TEXT, version=3, code=0),
            version=3,
        ),
    ],
)
def test_other_spellings_of_the_same_places_are_read(tmp_path: Path, data: bytes) -> None:
    [site] = read(tmp_path, data).sites
    assert site.guide
    assert site.text in (TEXT, WRAPPED)


def test_an_unsynchronised_tag_is_undone(tmp_path: Path) -> None:
    picture = media.frame(b"APIC", b"\xff\xe0" * 50, version=3)
    stored = (picture + txxx("AIGC", TEXT, code=0, version=3)).replace(b"\xff", b"\xff\x00")
    [site] = read(tmp_path, sound(stored, version=3, flags=0x80)).sites
    assert site.text == TEXT


@pytest.mark.parametrize(
    "data",
    [
        media.image("PNG"),
        media.image("JPEG"),
        movie(),
        media.AUDIO,
        sound(media.frame(b"TIT2", b"\3AIGC")),
        png_with(png_chunk(b"tEXt", b"Comment\0AIGC")),
        jpeg_with((1, b"Exif\0\0" + exif(comment=b"ASCII\0\0\0holiday"))),
        jpeg_with((13, b"Photoshop 3.0\0AIGC")),
        movie(box(b"udta", media.itunes())),
    ],
)
def test_files_without_a_label_give_none(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data).sites == []


def test_all_labels_of_a_file_are_returned(tmp_path: Path) -> None:
    data = png_with(itxt(LONG_XMP), png_chunk(b"tEXt", b"AIGC\0" + TEXT.encode()))
    assert len(read(tmp_path, data).sites) == 2


def test_the_content_decides_the_carrier_not_the_name(tmp_path: Path) -> None:
    reading = read(tmp_path, GUIDE_PLACES["JPEG APP1 XMP/AIGC"], "a.png")
    assert (reading.carrier, reading.name_fits) == ("jpeg", False)
    assert read(tmp_path, media.AUDIO, "A.MP3").name_fits


BOMB = zlib.compress(b" " * (carrier_source.MAX_FIELD + 2))
PNG = media.image("PNG")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a plain",
        b"RIFF\0\0\0\0WEBPVP8 ",
        b"RIFF\x10\0\0\0WEBP",
        b"II*\0\xff\xff\xff\x7f",
        b"MM\0+\0\4\0\0",
        box(b"ftyp", b"heic\0\0\0\0"),
        box(b"ftyp", b"isom\0\0\0\0"),
        PNG[:-20],
        PNG[:50],
        png_with(itxt(LONG_XMP))[:200],
        png_with(png_chunk(b"tEXt", b"AIGC\0{}")[:-1] + b"?"),
        png_with(png_chunk(b"zTXt", b"AIGC\0\0" + BOMB)),
        png_with(png_chunk(b"zTXt", b"AIGC\0\0broken")),
        png_with(itxt(b"<a><b></a>")),
        png_with(itxt(b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")),
        png_with(png_chunk(b"tEXt", b"AIGC\0\xff\xfe")),
        png_with(png_chunk(b"iTXt", b"AIGC\0\7")),
        png_with(png_chunk(b"eXIf", b"II*\0\xff\xff\xff\x7f")),
        png_with(b"\0\0\0\1\0\1\2\3"),
        jpeg_with((1, XMP1 + b"<broken"))[:60],
        jpeg_with((1, b"Exif\0\0XX")),
        jpeg_with((1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 40)),
        b"\xff\xd8\xff\xe0\0\1",
        b"\xff\xd8\xff\xff\xff",
        movie()[:60],
        movie(box(b"udta", struct.pack(">I", 999) + b"meta")),
        movie(box(b"udta", box(b"meta", b"\0" * 4, box(b"keys", b"\0\0\0\0\0\0\0\1\0\0\0\0mdta")))),
        movie(tail=struct.pack(">I4sQ", 1, b"uuid", 1 << 62)),
        movie(tail=box(b"uuid", UUID, b"x" * (carrier_source.MAX_FIELD + 1))),
        b"ID3\4\0\0\x7f\x7f\x7f\x7f",
        b"ID3\4\0\0\xff\0\0\0" + media.AUDIO,
        b"ID3\7\0\0\0\0\0\0" + media.AUDIO,
        sound(b"TXXX\0\0\x7f\x7f\0\0"),
        sound(media.frame(b"TXXX", b"secret", flags=0x04)),
    ],
)
def test_what_cannot_be_read_is_said_in_both_languages(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableMediaError) as caught:
        read(tmp_path, data)
    assert caught.value.message("zh").startswith("无法读取标识：")
    assert caught.value.message("en").startswith("The label cannot be read: ")


def test_a_file_with_too_many_parts_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrier_source, "MAX_PARTS", 50)
    with pytest.raises(UnreadableMediaError):
        read(tmp_path, png_with(*[png_chunk(b"tEXt", b"a\0b")] * 60))


def test_a_large_file_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.mp4"
    with path.open("wb") as file:
        file.write(box(b"ftyp", b"isom\0\0\0\0") + struct.pack(">I4sQ", 1, b"mdat", (1 << 33) + 16))
        file.seek(1 << 33, 1)
        file.write(movie(box(b"udta", media.meta(b"AIGC", TEXT.encode())))[24:])
    read_bytes = 0
    true_at = carrier_source.Source.at

    def counting(self: object, offset: int, length: int, *more: object) -> bytes:
        nonlocal read_bytes
        read_bytes += length
        return true_at(self, offset, length, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(carrier_source.Source, "at", counting)
    assert [site.text for site in read_label_sites(path).sites] == [TEXT]
    assert read_bytes < 2000


SEEDS = [*GUIDE_PLACES.values(), PNG, movie(), media.AUDIO]


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.sampled_from(SEEDS), chance=st.data())
def test_no_mutation_of_a_file_breaks_the_reader(
    tmp_path: Path, seed: bytes, chance: st.DataObject
) -> None:
    data = bytearray(seed)
    for _ in range(chance.draw(st.integers(1, 6))):
        at = chance.draw(st.integers(0, len(data) - 1))
        data[at : at + chance.draw(st.integers(0, 8))] = chance.draw(st.binary(max_size=8))
        if not data:
            break
    try:
        reading = read(tmp_path, bytes(data[: chance.draw(st.integers(0, len(data)))] or data))
    except UnreadableMediaError:
        return
    assert all(site.place for site in reading.sites)
