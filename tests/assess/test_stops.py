"""A stop at any moment: no half bundle, the earlier bundle intact, the answers kept for --resume."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hegui.assess.exchange import aside_of, exchange_in_steps
from hegui.assess.place import Place
from hegui.bundle import verify
from tests.assess import factory
from tests.bundle.factory import make

ROOT = Path(__file__).resolve().parents[2]
KILLS = 60 if os.environ.get("HEGUI_FUZZ") == "long" else 4
PAUSE = "0.005"


def start(folder: Path, out: Path, *flags: str, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.assess.runner", str(folder), str(out), *flags]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=60)
    return process.returncode, out.strip(), err.strip()


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a file of the run is there."""
    end = time.monotonic() + 30
    while not path.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.005)
    assert path.exists()


def answers(folder: Path) -> list[str]:
    path = folder / "journals/model.test/answers.txt"
    return path.read_text().split() if path.exists() else []


def test_a_killed_run_leaves_the_earlier_bundle_and_can_be_resumed(tmp_path: Path) -> None:
    out, partial = tmp_path / "b", tmp_path / ".b.partial"
    assert finish(start(tmp_path / "p", out))[0] == 0
    before = verify(out).digest
    process = start(tmp_path / "p", out, PAUSE="0.02")
    wait_for(partial / "journals/model.test/answers.txt", process)
    time.sleep(0.2)
    process.kill()
    finish(process)
    assert verify(out).digest == before
    assert not verify(partial).ok
    known = answers(partial)
    assert known
    assert finish(start(tmp_path / "p", out, "--resume"))[0] == 0
    assert answers(out) == [f"q{n}" for n in range(factory.ITEMS)]
    assert answers(out)[: len(known)] == known
    assert verify(out).ok
    assert not partial.exists()


def test_an_interrupt_ends_with_its_code_and_keeps_the_answers(tmp_path: Path) -> None:
    out, partial = tmp_path / "b", tmp_path / ".b.partial"
    process = start(tmp_path / "p", out, PAUSE="0.02")
    wait_for(partial / "journals/model.test/answers.txt", process)
    process.send_signal(signal.SIGINT)
    code, _, err = finish(process)
    assert (code, err) == (3, "cancelled")
    assert not out.exists()
    assert answers(partial)
    assert not (partial / "bundle.json").exists()


def test_kills_at_random_moments_never_leave_a_half_bundle(tmp_path: Path) -> None:
    out, draw = tmp_path / "b", random.Random(3)
    begun = time.monotonic()
    assert finish(start(tmp_path / "p", out, PAUSE=PAUSE))[0] == 0
    took = time.monotonic() - begun
    for _ in range(KILLS):
        process = start(tmp_path / "p", out, "--resume", PAUSE=PAUSE)
        time.sleep(draw.uniform(0.3, 1.0) * took)
        process.kill()
        finish(process)
        assert verify(out).ok
        partial = tmp_path / ".b.partial"
        assert not partial.exists() or not verify(partial).ok or (tmp_path / ".b.run").exists()
    assert finish(start(tmp_path / "p", out, "--resume"))[0] == 0
    assert verify(out).ok
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "p"]


def test_a_run_file_that_a_kill_tore_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "..b.run.x1y2").write_text("sea")
    assert finish(start(tmp_path / "p", tmp_path / "b"))[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b", "p"]


@pytest.mark.parametrize("limit", [1, 1000, 3000, 4500])
def test_a_file_that_cannot_grow_stops_the_run_and_spoils_nothing(
    tmp_path: Path, limit: int
) -> None:
    out = tmp_path / "b"
    assert finish(start(tmp_path / "p", out))[0] == 0
    before = verify(out).digest
    code, _, err = finish(start(tmp_path / "p", out, FILE_LIMIT=str(limit)))
    assert (code, err) == (3, "output")
    assert verify(out).digest == before
    assert finish(start(tmp_path / "p", out))[0] == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Path:
    """Mount a disk of 256 KiB, or skip with the reason."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    done = subprocess.run(mount, capture_output=True) if shutil.which("mount") else None
    if done is None or done.returncode:
        pytest.skip("a small disk needs the right to mount one")
    return disk


def test_a_full_disk_stops_the_run_and_spoils_nothing(small_disk: Path, tmp_path: Path) -> None:
    out = small_disk / "b"
    try:
        assert finish(start(tmp_path / "p", out))[0] == 0
        before = verify(out).digest
        for left in (0, 8 << 10, 24 << 10):
            filler = small_disk / "filler"
            free = shutil.disk_usage(small_disk).free
            filler.write_bytes(b"x" * max(0, free - left))
            code, _, err = finish(start(tmp_path / "p", out))
            assert (code, err) == (3, "output"), left
            assert verify(out).digest == before
            filler.unlink()
        assert finish(start(tmp_path / "p", out))[0] == 0
        assert verify(out).ok
    finally:
        subprocess.run(["umount", str(small_disk)], check=True)


def test_two_runs_do_not_write_to_one_output(tmp_path: Path) -> None:
    out = tmp_path / "b"
    first = start(tmp_path / "p", out, PAUSE="0.05")
    wait_for(tmp_path / ".b.partial/journals/model.test/answers.txt", first)
    assert finish(start(tmp_path / "p", out))[2] == "busy"
    assert finish(first)[0] == 0
    assert verify(out).ok


def placed(tmp_path: Path) -> tuple[Place, str]:
    """Return a place with an old bundle at the output and a new one ready beside it."""
    place = Place(tmp_path / "b")
    make(place.out)
    return place, make(place.partial).root


@pytest.mark.parametrize("swapped", [False, True])
def test_a_swap_that_a_kill_broke_off_is_completed(tmp_path: Path, swapped: bool) -> None:
    place, root = placed(tmp_path)
    place.run_file.write_text(f"sealed {root}")
    if swapped:
        place.out.rename(tmp_path / "x")
        place.partial.rename(place.out)
        (tmp_path / "x").rename(place.partial)
    with place.working("about", resume=True) as aside:
        assert aside is None
        assert verify(place.out).digest == root
        assert answers(place.partial) == []


def test_an_exchange_in_steps_that_a_kill_broke_off_is_completed(tmp_path: Path) -> None:
    place, root = placed(tmp_path)
    place.run_file.write_text(f"sealed {root}")
    place.out.rename(aside_of(place.out))
    with place.working("about", resume=False):
        assert verify(place.out).digest == root
    assert not aside_of(place.out).exists()


def test_an_exchange_in_steps_trades_places_and_undoes_a_failure(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    for path in (new, old):
        path.mkdir()
        (path / path.name).touch()
    exchange_in_steps(new, old)
    assert (old / "new").exists()
    assert (new / "old").exists()
    shutil.rmtree(new)
    with pytest.raises(FileNotFoundError):
        exchange_in_steps(new, old)
    assert (old / "new").exists()
