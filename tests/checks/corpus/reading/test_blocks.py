"""Blocks of whole lines: nothing is lost, whatever the sizes."""

import io
import random
from pathlib import Path
from typing import Any

import pytest
import zstandard

from hegui.checks.corpus.errors import DamagedFileError, UnreadableFileError
from hegui.checks.corpus.reading.blocks import Fill, line_blocks
from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.reading.streams import CHUNK, Source


def cut(data: bytes, size: int, limit: int) -> list[bytes | None]:
    """Return the lines that come out of the blocks."""
    stream = io.BytesIO(data)
    lines: list[bytes | None] = []
    for block in line_blocks(stream.readinto, size, limit):
        lines += [None] if block.data is None else bytes(block.data).splitlines(keepends=True)
    return lines


@pytest.mark.parametrize("seed", range(50))
def test_lines_come_out_as_they_went_in(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(100):
        data = bytes(draw.choices(b"ab\n", k=draw.randrange(200)))
        assert cut(data, draw.choice([1, 3, 8, 64]), 1000) == data.splitlines(keepends=True)


@pytest.mark.parametrize("seed", range(50))
def test_only_lines_over_the_limit_are_left_out(seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(100):
        data = bytes(draw.choices(b"aaaaaaaab\n", k=draw.randrange(200)))
        limit = draw.choice([5, 20])
        lines = data.splitlines(keepends=True)
        found = cut(data, draw.choice([1, 3, 8]), limit)
        assert len(found) == len(lines)
        for seen, line in zip(found, lines, strict=True):
            assert seen == line or (seen is None and len(line) > limit)


def test_memory_is_given_back_after_a_long_line() -> None:
    stream = io.BytesIO(b"x" * 100_000 + b"\n" + b"short\n" * 100_000)
    sizes = [len(block.data) for block in line_blocks(stream.readinto, 1000) if block.data]
    assert max(sizes) > 100_000
    assert max(sizes[2:]) <= 1000


def test_packed_content_fills_the_buffer_and_what_precedes_damage_is_handed_on(
    tmp_path: Path,
) -> None:
    content = b"".join(b"%d %d\n" % (n, n * n) for n in range(200_000))
    packed = zstandard.ZstdCompressor().compress(content)
    whole, cut = tmp_path / "a.jsonl.zst", tmp_path / "b.jsonl.zst"
    whole.write_bytes(packed)
    cut.write_bytes(packed[: len(packed) // 2])

    fill, buffer = filler(whole), bytearray(1 << 20)
    sizes = [fill(memoryview(buffer)) for _ in range(len(content) // len(buffer) + 2)]
    assert sizes == [len(buffer)] * (len(sizes) - 2) + [len(content) % len(buffer), 0]

    fill = filler(cut)
    half = fill(memoryview(buffer))
    assert content[:half] == buffer[:half]
    with pytest.raises(DamagedFileError):
        exhaust(fill, buffer)


def exhaust(fill: Fill, buffer: bytearray) -> None:
    while fill(memoryview(buffer)):
        pass


def filler(path: Path) -> Fill:
    return Source(described(path, path.name), lambda _: None).filler()


def test_blocks_share_their_memory() -> None:
    stream = io.BytesIO(b"short\n" * 1000 + b"x" * 5)
    blocks = [block.data for block in line_blocks(stream.readinto, 100)]
    assert len({id(data) for data in blocks}) == 1
    assert blocks[-1] == b"x" * 5


def test_an_error_is_told_after_what_was_read_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"0123456789\n" * 100_000)

    class Failing(io.FileIO):
        def readinto(self, buffer: Any) -> int:
            if self.tell() >= 2 * CHUNK:
                raise OSError(5, "I/O error")
            return super().readinto(buffer)

    failing = Failing(path)
    monkeypatch.setattr(type(described(path, "a")), "open", lambda _file: failing)
    fill, buffer = filler(path), bytearray(5 * CHUNK)
    assert fill(memoryview(buffer)) == 2 * CHUNK
    assert buffer[: 2 * CHUNK] == path.read_bytes()[: 2 * CHUNK]
    with pytest.raises(UnreadableFileError):
        fill(memoryview(buffer))
    failing.close()
