"""Signs of C2PA manifests, at the places of the specification, and none in plain files."""

import struct
import time
from pathlib import Path

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from hegui.checks.labels.carriers import UnreadableMediaError
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.security.c2pa import UUID, find_c2pa, manifests_in
from tests.support import media

STORE = struct.pack(">I", 60) + b"jumb" + struct.pack(">I", 30) + b"jumdc2pa\x00\x11\x00\x10"
STORE += bytes.fromhex("800000aa00389b71") + b"\x03c2pa\0"
MADE = {
    "a.jpg": media.jpeg_with((11, b"JP\0\1" + struct.pack(">I", 1) + STORE)),
    "a.png": media.png_with(media.png_chunk(b"caBX", STORE)),
    "a.mp4": media.movie(tail=media.box(b"uuid", UUID + b"\0" * 4 + b"manifest\0" + STORE)),
    "a.pdf": b"%PDF-1.7\n<< /AFRelationship /C2PA_Manifest >>\n",
    "a.mp3": media.sound(media.frame(b"GEOB", b"\0application/x-c2pa-manifest-store\0" + STORE)),
}


@pytest.mark.parametrize("name", MADE)
def test_a_manifest_is_seen(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(MADE[name])
    found = find_c2pa(path)
    assert found is not None
    assert 0 <= found.offset < len(MADE[name])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "WEBP"])
def test_a_plain_file_has_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    for data in (media.image(kind), media.movie(), media.sound(media.frame(b"TIT2", b"\3C2PA"))):
        path.write_bytes(data)
        assert find_c2pa(path) is None


def test_words_in_the_content_are_no_manifest(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"C2PA caBX uuid" * 50 + UUID + STORE)
    with pytest.raises(UnreadableMediaError):
        find_c2pa(path)
    path.write_bytes(b"C2PA caBX uuid jumb C2PA_Manifest" * 50)
    assert find_c2pa(path) is None
    jumbf = b"JP\0\1" + struct.pack(">I", 1) + STORE.replace(b"c2pa", b"json")
    path.write_bytes(media.jpeg_with((11, jumbf)))
    assert find_c2pa(path) is None


def test_a_manifest_in_many_segments_is_seen_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    head = struct.pack(">I", 200) + b"jumb"
    parts = [b"JP\0\7" + struct.pack(">I", n) + head + STORE[8:] * (n == 1) for n in (1, 2, 3)]
    path.write_bytes(media.jpeg_with(*((11, part + b"\0" * 30) for part in parts)))
    with Source.open(path) as source:
        assert len(list(manifests_in(source))) == 3


def test_only_the_structure_is_walked_however_large_the_content(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(media.movie())
    with path.open("r+b") as file:
        file.seek(0, 2)
        at = file.tell()
        file.write(struct.pack(">I4sQ", 1, b"mdat", 4 << 30))
        file.truncate(at + (4 << 30))
        file.seek(0, 2)
        file.write(media.box(b"uuid", UUID + b"\0" * 4 + b"manifest\0" + STORE))
    begun = time.process_time()
    found = find_c2pa(path)
    assert found is not None
    assert found.offset == at + (4 << 30)
    assert time.process_time() - begun < 0.1


def test_a_manifest_attached_to_a_pdf_is_seen_however_it_is_spelled(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    relation = {NameObject("/AFRelationship"): NameObject("/C2PA_Manifest")}
    held = writer._add_object(DictionaryObject(relation))
    writer._root_object[NameObject("/AF")] = ArrayObject([held])
    writer.write(path)
    assert find_c2pa(path) is not None
    clear, spelled = b"\n/AFRelationship /C2PA_Manifest", b"/AFRelationship/C2PA#5FManifest"
    assert path.read_bytes().count(clear) == 1
    path.write_bytes(path.read_bytes().replace(clear, spelled))
    assert find_c2pa(path) is not None
