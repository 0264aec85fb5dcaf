"""Changes inside a file: free space only, a record before the first byte, kill and restore."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write import (
    LabelWriteError,
    aigc_label,
    patch_label,
    restore,
    write_label,
)
from hegui.checks.labels.write.undo import Overwrite, record_of, write_record
from tests.support import media

LABEL = aigc_label("001191110102MACQD9K64010001", "20261120-0001")
KILLS = int(os.environ.get("HEGUI_KILLS", "6"))


def roomy_movie() -> bytes:
    """Return a movie with free space behind its movie box, which stands first."""
    free = media.box(b"free", b"\0" * 4000)
    plain = media.movie()
    at = plain.index(b"mdat") - 4
    moved = plain[:at].replace(
        b"".join(o.to_bytes(4, "big") for o in offsets(plain)),
        b"".join((o + len(free)).to_bytes(4, "big") for o in offsets(plain)),
    )
    return moved + free + plain[at:]


def offsets(data: bytes) -> list[int]:
    at = data.index(b"stco") + 12
    return [int.from_bytes(data[at + 4 * n : at + 4 * n + 4], "big") for n in range(2)]


PATCHED = {
    "free.mp4": roomy_movie(),
    "last.mp4": media.movie(first=False),
    "padded.mp3": media.sound(media.frame(b"TIT2", b"\3title"), padding=1000),
    "padded.png": media.png_with(
        media.itxt(media.xmp("").replace(b"<?xpacket end", b" " * 900 + b"<?xpacket end"))
    ),
    "tail.tif": media.image("TIFF"),
}


@pytest.mark.parametrize("name", PATCHED)
def test_a_label_goes_into_free_space_and_nothing_moves(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PATCHED[name])
    inode = path.stat().st_ino
    assert patch_label(path, LABEL) == path
    [site] = read_label_sites(path).sites
    assert json.loads(site.text) == LABEL
    assert path.stat().st_ino == inode
    assert [p.name for p in tmp_path.iterdir()] == [name]
    if name.endswith(".mp4"):
        assert media.media_chunks(path.read_bytes()) == list(media.CHUNKS)
        changed = [
            n
            for n, (a, b) in enumerate(zip(PATCHED[name], path.read_bytes(), strict=False))
            if a != b
        ]
        assert (
            all(
                not PATCHED[name].index(b"mdat") <= n < PATCHED[name].index(b"mdat") + 40
                for n in changed
            )
            or name == "last.mp4"
        )


@pytest.mark.parametrize(
    "data", [media.movie(), media.image("PNG"), media.image("JPEG"), media.AUDIO]
)
def test_a_file_without_free_space_is_refused_and_stays(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(data)
    with pytest.raises(LabelWriteError) as caught:
        patch_label(path, LABEL)
    assert "--in-place" in caught.value.message("en")
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["a.bin"]


def test_an_interrupted_change_is_taken_back(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(PATCHED["free.mp4"])
    with Source.open(path) as source:
        record = write_record(
            path, source, [Overwrite(8, b"x" * 50), Overwrite(source.size - 4, b"y" * 100)]
        )
    with path.open("r+b") as file:
        file.seek(8)
        file.write(b"x" * 20)
        file.seek(0, 2)
        file.write(b"y" * 60)
    with pytest.raises(LabelWriteError) as caught:
        write_label(path, LABEL)
    assert "hegui label restore" in caught.value.message("en")
    assert restore(path)
    assert path.read_bytes() == PATCHED["free.mp4"]
    assert not record.exists()
    assert not restore(path)


def test_a_record_that_was_cut_off_is_dropped_since_nothing_was_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(PATCHED["free.mp4"])
    with Source.open(path) as source:
        record = write_record(path, source, [Overwrite(8, b"x" * 50)])
    record.write_bytes(record.read_bytes()[:-3])
    assert restore(path)
    assert path.read_bytes() == PATCHED["free.mp4"]


LOOP = """
import sys
from pathlib import Path
from hegui.checks.labels.write import aigc_label, label_text, patch, restore, rewrite
path, way = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
n = 0
while True:
    n += 1
    text = label_text(aigc_label("P", f"{n:04}"))
    if way == "out":
        rewrite(path, text, path.with_name("out.mp4"))
    else:
        (patch if way == "patch" else rewrite)(path, text)
"""


@pytest.mark.parametrize("way", ["patch", "in-place"])
def test_a_killed_write_leaves_the_old_or_the_new_file(tmp_path: Path, way: str) -> None:
    path = tmp_path / "a.mp4"
    chance = random.Random(way)
    for _ in range(KILLS):
        path.write_bytes(PATCHED["free.mp4"])
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(path), way], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        restore(path)
        sites = read_label_sites(path).sites
        assert len(sites) <= 1
        assert media.media_chunks(path.read_bytes()) == list(media.CHUNKS)
        assert sites or path.read_bytes() == PATCHED["free.mp4"]
        assert not record_of(path).exists()


def test_a_killed_write_to_another_place_leaves_no_torn_file_there(tmp_path: Path) -> None:
    path, out = tmp_path / "a.mp4", tmp_path / "out.mp4"
    chance = random.Random("out")
    path.write_bytes(PATCHED["free.mp4"])
    for _ in range(KILLS):
        out.unlink(missing_ok=True)
        process = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(path), "out"], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert path.read_bytes() == PATCHED["free.mp4"]
        if out.exists():
            assert len(read_label_sites(out).sites) == 1
            assert media.media_chunks(out.read_bytes()) == list(media.CHUNKS)
