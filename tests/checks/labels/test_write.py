"""Writing labels: read back by our reader, content untouched, originals never damaged."""

import dataclasses
import io
import json
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from hegui.checks.labels.carriers import UnreadableMediaError, read_label_sites, registry
from hegui.checks.labels.carriers.av import mp4
from hegui.checks.labels.write import (
    LabelWriteError,
    Options,
    aigc_label,
    label_text,
    patch_label,
    write_label,
    writer,
)
from hegui.common.files import OutputError
from tests.support import media

LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")

PLAIN = {
    "a.png": media.image("PNG"),
    "a.jpg": media.image("JPEG"),
    "first.mp4": media.movie(),
    "last.mp4": media.movie(first=False),
    "wide.mov": media.movie(wide=True, brand=b"qt  "),
    "itunes.mp4": media.movie(media.box(b"udta", media.itunes())),
    "keys.mp4": media.movie(media.box(b"udta", media.meta(b"encoder", b"Lavf"))),
    "plain.mp3": media.AUDIO,
    "v24.mp3": media.sound(media.frame(b"TIT2", b"\3title"), padding=1000),
    "v23.mp3": media.sound(media.frame(b"TIT2", b"\0title", version=3), version=3),
}


def saved(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", PLAIN)
def test_a_written_label_is_read_back_once(tmp_path: Path, name: str) -> None:
    path = saved(tmp_path, name, PLAIN[name])
    assert write_label(path, LABEL) == path
    [site] = read_label_sites(path).sites
    assert json.loads(site.text) == LABEL
    assert site.guide
    assert [p.name for p in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_pixels_stay_as_they_were(tmp_path: Path, name: str) -> None:
    path = write_label(saved(tmp_path, name, PLAIN[name]), LABEL)
    assert media.pixels(path.read_bytes()) == media.pixels(PLAIN[name])


@pytest.mark.parametrize("name", [n for n in PLAIN if n.endswith((".mp4", ".mov"))])
def test_chunk_offsets_still_point_to_their_media(tmp_path: Path, name: str) -> None:
    path = write_label(saved(tmp_path, name, PLAIN[name]), LABEL)
    assert media.media_chunks(path.read_bytes()) == list(media.CHUNKS)


def test_a_large_movie_moves_by_whole_pages_and_keeps_room_for_the_propagator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mp4, "LARGE", 100)
    data = media.movie()
    path = write_label(saved(tmp_path, "a.mp4", data), LABEL)
    grown = path.stat().st_size - len(data)
    assert grown % mp4.PAGE == 0
    assert media.media_chunks(path.read_bytes()) == list(media.CHUNKS)
    patch_label(path, LABEL | {"ContentPropagator": "P", "PropagateID": "1"}, replace=True)
    assert media.media_chunks(path.read_bytes()) == list(media.CHUNKS)
    assert path.stat().st_size == len(data) + grown


def test_itunes_metadata_is_kept_beside_the_label(tmp_path: Path) -> None:
    path = write_label(saved(tmp_path, "a.mp4", PLAIN["itunes.mp4"]), LABEL)
    data = path.read_bytes()
    assert b"Lavf" in data
    assert read_label_sites(path).sites[0].place == "MP4 moov.meta AIGC"


def test_an_existing_key_is_kept_beside_the_label(tmp_path: Path) -> None:
    path = write_label(saved(tmp_path, "a.mp4", PLAIN["keys.mp4"]), LABEL)
    assert b"encoder" in path.read_bytes()
    assert read_label_sites(path).sites[0].place == "MP4 moov.udta.meta AIGC"


def test_padding_of_a_tag_is_used_so_that_the_file_keeps_its_size(tmp_path: Path) -> None:
    path = write_label(saved(tmp_path, "a.mp3", PLAIN["v24.mp3"]), LABEL)
    assert path.stat().st_size == len(PLAIN["v24.mp3"])
    assert path.read_bytes().endswith(media.AUDIO)


def test_an_xmp_packet_that_is_there_keeps_its_other_properties(tmp_path: Path) -> None:
    other = media.xmp("<dc:title xmlns:dc='http://purl.org/dc/elements/1.1/'>晨曦</dc:title>")
    png = saved(tmp_path, "a.png", media.png_with(media.itxt(other, packed=True)))
    jpeg = saved(tmp_path, "a.jpg", media.jpeg_with((1, b"http://ns.adobe.com/xap/1.0/\0" + other)))
    for path in (png, jpeg):
        write_label(path, LABEL)
        assert "晨曦".encode() in path.read_bytes()
        assert len(read_label_sites(path).sites) == 1
    with Image.open(png) as picture:
        assert "晨曦" in picture.info["XML:com.adobe.xmp"]


def test_pillow_reads_the_written_packets(tmp_path: Path) -> None:
    for name in ("a.png", "a.jpg"):
        path = write_label(saved(tmp_path, name, PLAIN[name]), LABEL)
        with Image.open(io.BytesIO(path.read_bytes())) as picture:
            packet = picture.info.get("XML:com.adobe.xmp") or picture.info["xmp"].decode()
        assert label_text(LABEL) in packet


def test_another_destination_leaves_the_original_untouched(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", PLAIN["a.png"])
    out = write_label(path, LABEL, tmp_path / "sub" / "b.png")
    assert path.read_bytes() == PLAIN["a.png"]
    assert len(read_label_sites(out).sites) == 1


def test_a_second_label_is_refused(tmp_path: Path) -> None:
    path = write_label(saved(tmp_path, "a.png", PLAIN["a.png"]), LABEL)
    before = path.read_bytes()
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL)
    assert "原文件未改动" in caught.value.message("zh")
    assert path.read_bytes() == before


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", PLAIN["a.png"])
    with pytest.raises(LabelWriteError):
        write_label(path, {"Label": 1})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "data",
    [
        media.movie(media.box(b"udta", media.itunes()), media.itunes()),
        media.sound(media.frame(b"TIT2", b"\3t"), flags=0x80),
        media.png_with(media.itxt(b"<broken/>")),
    ],
)
def test_what_cannot_take_a_label_is_left_alone(tmp_path: Path, data: bytes) -> None:
    path = saved(tmp_path, "a.bin", data)
    with pytest.raises(LabelWriteError):
        write_label(path, LABEL)
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", PLAIN["a.png"][:60])
    with pytest.raises(UnreadableMediaError):
        write_label(path, LABEL)
    assert path.stat().st_size == 60


def test_a_packet_that_outgrows_its_segment_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.jpg", PLAIN["a.jpg"])
    with pytest.raises(LabelWriteError):
        write_label(path, LABEL | {"ReservedCode1": "x" * 66_000})
    assert path.read_bytes() == PLAIN["a.jpg"]


def test_a_writer_that_damages_content_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path, "a.mp3", PLAIN["plain.mp3"])

    def damaging(_source: object, text: str) -> list[bytes]:
        frame = media.txxx("AIGC", text)
        return [media.sound(frame).removesuffix(media.AUDIO) + media.AUDIO[:-1] + b"!"]

    damaged = dataclasses.replace(registry.CARRIERS["mp3"], edit=damaging)
    monkeypatch.setitem(registry.CARRIERS, "mp3", damaged)
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL)
    assert "content" in caught.value.message("en")
    assert path.read_bytes() == PLAIN["plain.mp3"]


def test_a_full_disk_leaves_the_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, "a.png", PLAIN["a.png"])

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writer.os, "fsync", full)
    with pytest.raises(OutputError) as caught:
        write_label(path, LABEL, options=Options(fsync=True))
    assert "No space left" in caught.value.message("en")
    assert path.read_bytes() == PLAIN["a.png"]
    assert [p.name for p in tmp_path.iterdir()] == ["a.png"]


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(name=st.sampled_from(sorted(PLAIN)), chance=st.data())
def test_a_mutated_file_takes_the_label_or_stays_as_it_is(
    tmp_path: Path, name: str, chance: st.DataObject
) -> None:
    data = bytearray(PLAIN[name])
    for _ in range(chance.draw(st.integers(1, 4))):
        at = chance.draw(st.integers(0, len(data) - 1))
        data[at : at + 4] = chance.draw(st.binary(min_size=4, max_size=8))
    path = saved(tmp_path, name, bytes(data))
    try:
        write_label(path, LABEL)
    except (LabelWriteError, UnreadableMediaError):
        assert path.read_bytes() == bytes(data)
    else:
        assert len(read_label_sites(path).sites) == 1
    assert [p.name for p in tmp_path.iterdir()] == [name]
    path.unlink()


def test_boxes_nested_without_end_are_refused(tmp_path: Path) -> None:
    nested = b""
    for _ in range(3000):
        nested = media.box(b"trak", nested)
    path = saved(tmp_path, "a.mp4", media.movie(nested))
    with pytest.raises(UnreadableMediaError):
        write_label(path, LABEL)


@pytest.mark.parametrize("steps", [1, 2])
def test_a_tiff_whose_directories_go_round_is_refused_with_the_reason(
    tmp_path: Path, steps: int
) -> None:
    path = tmp_path / "a.tif"
    page = Image.new("RGB", (16, 16), "red")
    page.save(path, save_all=True, append_images=[page] * (steps - 1))
    data = bytearray(path.read_bytes())
    (first,) = at = struct.unpack_from("<I", data, 4)
    for _ in range(steps):
        link = at[0] + 2 + 12 * struct.unpack_from("<H", data, at[0])[0]
        at = struct.unpack_from("<I", data, link)
    assert at == (0,)
    struct.pack_into("<I", data, link, first)
    path.write_bytes(data)
    with pytest.raises(LabelWriteError, match="round in a circle"):
        write_label(path, LABEL)
    assert path.read_bytes() == bytes(data)
    assert read_label_sites(path).sites == []


def test_what_was_cut_off_before_is_said_when_the_payload_is_compared(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("RGB", (64, 64), "red").save(path)
    data = bytearray(path.read_bytes())
    (first,) = struct.unpack_from("<I", data, 4)
    for entry in range(struct.unpack_from("<H", data, first)[0]):
        at = first + 2 + 12 * entry
        if struct.unpack_from("<H", data, at)[0] == 279:
            struct.pack_into("<I", data, at + 8, len(data) * 2)
    path.write_bytes(data)
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL)
    assert "cut off or has a wrong length at TIFF" in caught.value.message("en")
    assert "截断" in caught.value.message("zh")
    assert path.read_bytes() == bytes(data)
