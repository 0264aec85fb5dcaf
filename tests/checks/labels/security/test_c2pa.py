"""Signs of C2PA manifests, at the places of the specification, and none in plain files."""

import struct
from pathlib import Path

import pytest

from hegui.checks.labels.security.c2pa import UUID, find_c2pa
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


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_plain_file_has_none(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a"
    for data in (media.image(kind), media.movie(), b"", b"C2PA caBX uuid" * 50):
        path.write_bytes(data)
        assert find_c2pa(path) is None


def test_a_manifest_across_pieces_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0" * ((1 << 20) - 8) + b"uuid" + UUID + b"\0" * 100)
    assert find_c2pa(path) == ("uuid box", (1 << 20) - 8)
