"""Blocks of whole lines: nothing is lost, whatever the sizes."""

import io
import random

import pytest

from hegui.checks.corpus.reading.blocks import line_blocks


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
