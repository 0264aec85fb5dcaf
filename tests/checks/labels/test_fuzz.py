"""Mutated files of every family: no exception leaves the reader, no write leaves a broken file.

Short by default; HEGUI_FUZZ=long makes 10,000 mutations for each family.
"""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import CARRIERS, UnreadableMediaError, read_label_sites
from hegui.checks.labels.write import LabelWriteError, aigc_label, label_text, rewrite
from tests.support.made_media import MADE, NotInstalledError

LONG = os.environ.get("HEGUI_FUZZ") == "long"
RUNS = 10_000 if LONG else 120
LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
TEXT = label_text(LABEL)
SLOWEST_S = 20.0
"""Processor seconds for one small file; hundreds of times more than it takes, so only a loop fails."""
INTERESTING = (
    b"\0" * 4,
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\0\0\0\1",
    b"\0" * 8,
    b"\xff" * 8,
)
SEEDS = {
    "images": ["plain.png", "xmp.jpg", "lossless.webp", "moving.gif", "lzw.tif", "big.tif", "plain.avif", "plain.heic"],
    "video": ["fast.mp4", "fragmented.mp4", "plain.mov", "plain.mkv", "mkvmerge.mkv", "plain.avi", "indexed.flv"],
    "audio": ["music.m4a", "old-tag.mp3", "rf64.wav", "plain.wav", "plain.flac", "plain.opus", "vorbis.ogg"],
    "documents": ["titled.pdf", "typst.pdf", "word.docx", "custom.xlsx", "front.md", "page.html", "object.json"],
}  # fmt: skip


def test_every_carrier_is_among_the_seeds() -> None:
    """Plain text has no structure that could be broken."""
    suffixes = {Path(name).suffix for names in SEEDS.values() for name in names}
    assert [c.name for c in CARRIERS.values() if not suffixes & set(c.extensions)] == ["text"]


@pytest.fixture(scope="module", params=SEEDS)
def seeds(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, bytes]]:
    """Return files of one family, each without and with a label."""
    folder = tmp_path_factory.mktemp("seeds")
    out = []
    for name in SEEDS[request.param]:
        path = folder / name
        try:
            MADE[name](path)
        except NotInstalledError:
            continue
        out.append((name, path.read_bytes()))
        rewrite(path, TEXT)
        out.append((name, path.read_bytes()))
    return out


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the data with some bytes changed, cut out, doubled or cut off."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        # Structure stands mostly at the start and at the end.
        span = min(len(out), chance.choice((64, 512, 4096, len(out))))
        at = (
            chance.randrange(span)
            if chance.random() < 0.7
            else len(out) - 1 - chance.randrange(span)
        )
        way = chance.randrange(6)
        if way == 0:
            out[at] ^= 1 << chance.randrange(8)
        elif way == 1:
            new = chance.choice(INTERESTING)
            out[at : at + len(new)] = new
        elif way == 2:
            del out[at : at + chance.randrange(1, 64)]
        elif way == 3:
            out[at:at] = out[at : at + chance.randrange(1, 256)]
        elif way == 4:
            out[at : at + 8] = chance.randbytes(8)
        else:
            del out[max(at, 1) :]
        if not out:
            break
    return bytes(out)


def mutations(seeds: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(20261201)
    for _ in range(RUNS):
        name, data = chance.choice(seeds)
        yield name, mutated(data, chance)


def test_mutated_files_are_read_or_said_to_be_unreadable(
    seeds: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    for number, (name, data) in enumerate(mutations(seeds)):
        path = tmp_path / name
        path.write_bytes(data)
        begun = time.process_time()
        try:
            read_label_sites(path)
        except UnreadableMediaError:
            pass
        except Exception as error:
            kept = tmp_path / f"crash-{number}-{name}"
            kept.write_bytes(data)
            raise AssertionError(f"{kept}: {error!r}") from error
        assert time.process_time() - begun < SLOWEST_S


def test_a_mutated_file_takes_the_label_with_its_payload_or_stays(
    seeds: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    written = 0
    for number, (name, data) in enumerate(mutations(seeds)):
        path = tmp_path / name
        path.write_bytes(data)
        try:
            rewrite(path, TEXT)
        except (LabelWriteError, UnreadableMediaError):
            assert path.read_bytes() == data
        except Exception as error:
            kept = tmp_path / f"crash-{number}-{name}"
            kept.write_bytes(data)
            raise AssertionError(f"{kept}: {error!r}") from error
        else:
            written += 1
            assert [site.text for site in read_label_sites(path).sites] == [TEXT]
        assert [p.name for p in tmp_path.iterdir()] == [path.name]
        path.unlink()
    assert written > RUNS // 20
