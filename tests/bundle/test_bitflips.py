"""Flipping any bit of any file is detected, and exactly that file is named."""

import os
import random
from pathlib import Path

import pytest

from hegui.bundle import verify
from hegui.bundle.integrity import check_seal
from hegui.bundle.sources import FolderSource
from tests.bundle import factory

LONG = os.environ.get("HEGUI_FUZZ") == "long"
"""Long: every byte through the whole verification; else a sample, and every byte of the seal."""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flips") / "b"
    factory.make(folder)
    return folder


def flipped(data: bytes, at: int, bit: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1 << bit
    return bytes(changed)


def places(size: int, sample: int, draw: random.Random) -> list[int]:
    """Return the bytes to flip: all of them, or the first, the last and a sample."""
    if LONG or size <= sample:
        return list(range(size))
    return sorted({0, size - 1, *draw.sample(range(size), sample)})


def test_every_byte_of_the_seal_is_covered_by_the_seal_alone(bundle: Path) -> None:
    draw, path = random.Random(1), bundle / "bundle.json"
    good = path.read_bytes()
    source = FolderSource(bundle)
    missed = []
    try:
        for at in range(len(good)):
            path.write_bytes(flipped(good, at, draw.randrange(8)))
            problems = check_seal(source)[1]
            if not problems:
                missed.append(at)
    finally:
        path.write_bytes(good)
    assert missed == []


def test_a_flipped_bit_names_its_file_and_no_other(bundle: Path) -> None:
    draw = random.Random(2)
    for path in sorted(p for p in bundle.rglob("*") if p.is_file()):
        name, good = path.relative_to(bundle).as_posix(), path.read_bytes()
        for at in places(len(good), 40 if name == "bundle.json" else 6, draw):
            path.write_bytes(flipped(good, at, draw.randrange(8)))
            found = {problem.path for problem in verify(bundle).problems}
            path.write_bytes(good)
            assert found == {name}, (name, at)
    assert verify(bundle).ok


@pytest.mark.parametrize("cut", [0, 1, 100, -1])
def test_a_file_cut_short_is_named(bundle: Path, cut: int) -> None:
    for path in sorted(p for p in bundle.rglob("*") if p.is_file()):
        good = path.read_bytes()
        path.write_bytes(good[:cut])
        found = {problem.path for problem in verify(bundle).problems}
        path.write_bytes(good)
        assert found == ({path.relative_to(bundle).as_posix()} if good[:cut] != good else set())
