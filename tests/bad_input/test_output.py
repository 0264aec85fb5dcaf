"""Where the bundle cannot be written: nothing written earlier is lost, no half bundle verifies."""

import contextlib
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bad_input.command import COMMAND, COULD_NOT_RUN, FINDINGS, WRONG_USE, environment, hegui
from tests.bad_input.projects import QUICK, with_corpus

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
ASSESS = ("assess", "--only", "corpus.pii", *QUICK, "--json")


def files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@contextlib.contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """Mount a small file system, or skip where that is not allowed."""
    if not ROOT:
        pytest.skip("mounting needs root")
    folder.mkdir(exist_ok=True)
    line = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


SLOW = pytest.mark.slow


@pytest.mark.parametrize(
    "free_kib", [pytest.param(0, marks=SLOW), 64, pytest.param(1400, marks=SLOW), 1900]
)
def test_a_full_disk_leaves_the_earlier_bundle(tmp_path: Path, free_kib: int) -> None:
    with_corpus(tmp_path)
    disk = tmp_path / "disk"
    with mounted(disk, "size=16m"):
        hegui(*ASSESS, "--out", "disk/b", cwd=tmp_path).ended(FINDINGS)
        before = files(disk / "b")
        (disk / "ballast").touch()
        room = os.statvfs(disk)
        free = room.f_bavail * room.f_frsize
        with (disk / "ballast").open("wb") as ballast:
            ballast.write(b"\0" * max(0, free - free_kib * 1024))
        ran = hegui(*ASSESS, "--force", "--out", "disk/b", "--lang", "en", cwd=tmp_path)
        ran.error(COULD_NOT_RUN, "output")
        ran.said("No space left on device", "Free some space")
        assert files(disk / "b") == before
        assert hegui("verify", "disk/b", "--json", cwd=tmp_path).ended(0).json()["ok"]
        for partial in disk.glob(".b*"):
            if partial.is_dir():
                hegui("verify", partial, "--json", cwd=tmp_path).ended(FINDINGS)
        (disk / "ballast").unlink()
        hegui(*ASSESS, "--force", "--out", "disk/b", "--resume", cwd=tmp_path).ended(FINDINGS)
        assert hegui("verify", "disk/b", "--json", cwd=tmp_path).ended(0).json()["ok"]
        assert sorted(os.listdir(disk)) == ["b"]


def limited(size: int) -> Callable[[], None]:
    """Return what makes a process unable to write files beyond a size."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_a_file_that_may_not_grow_is_an_output_error(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    hegui(*ASSESS, cwd=tmp_path).ended(FINDINGS)
    before = files(tmp_path / "bundle")
    done = subprocess.run(
        [*COMMAND, *ASSESS, "--force"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=limited(300 << 10),
    )
    assert done.returncode == COULD_NOT_RUN, done.stderr
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(tmp_path / "bundle") == before


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    with mounted(tmp_path / "locked", "ro"):
        ran = hegui(*ASSESS, "--out", "locked/b", cwd=tmp_path)
        ran.error(COULD_NOT_RUN, "output")
        ran.said("locked", "请换一个你可以写入的输出文件夹")
    ran = hegui(*ASSESS, "--out", "/proc/b", "--lang", "en", cwd=tmp_path)
    ran.error(COULD_NOT_RUN, "output")
    ran.said("/proc", "Choose another output folder, one that you may write to")
    assert "space" not in ran.err


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_permissions_are_respected(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    (tmp_path / "locked").mkdir(mode=0o500)
    hegui(*ASSESS, "--out", "locked/b", cwd=tmp_path).error(COULD_NOT_RUN, "output")


def test_an_output_below_a_file_is_said(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    (tmp_path / "file").write_text("mine")
    ran = hegui(*ASSESS, "--out", "file/b", cwd=tmp_path)
    ran.error(WRONG_USE, "output_is_file")
    ran.said("file")


def occupied(out: Path, kind: str) -> None:
    if kind == "file":
        out.write_text("my notes")
        return
    out.mkdir()
    if kind == "folder":
        (out / "notes.txt").write_text("my notes")
    if kind == "broken bundle":
        (out / "bundle.json").write_text("{}")
        (out / "verdicts.json").write_text("mine")


@pytest.mark.parametrize(
    ("kind", "code"),
    [("file", "output_taken"), ("folder", "output_taken"), ("broken bundle", "output_doubtful")],
)
def test_what_is_no_bundle_is_left_alone(tmp_path: Path, kind: str, code: str) -> None:
    with_corpus(tmp_path)
    occupied(tmp_path / "b", kind)
    before = files(tmp_path)
    hegui(*ASSESS, "--out", "b", cwd=tmp_path).error(WRONG_USE, code)
    hegui(*ASSESS, "--out", ".", cwd=tmp_path).error(WRONG_USE, "output_taken")
    assert files(tmp_path) == before


def test_an_output_inside_what_is_measured_is_refused(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    hegui(*ASSESS, "--out", "corpus/b", cwd=tmp_path).ended(FINDINGS)
    before = files(tmp_path)
    ran = hegui(*ASSESS, "--force", "--out", "corpus/b", cwd=tmp_path)
    ran.error(WRONG_USE, "output_measured")
    assert files(tmp_path) == before


def test_other_outputs_that_cannot_be_written_are_said(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    ran = hegui(*ASSESS, "--junit", "/proc/j.xml", cwd=tmp_path)
    ran.error(COULD_NOT_RUN, "output")
    ran.said("/proc/j.xml")
    ran = hegui("report", "bundle", "--format", "json", "--out", "/proc/r", "--json", cwd=tmp_path)
    ran.error(COULD_NOT_RUN, "output")
    (tmp_path / "taken").write_text("mine")
    ran = hegui("report", "bundle", "--format", "json", "--out", "taken", "--json", cwd=tmp_path)
    ran.error(WRONG_USE, "output_is_file")
    assert (tmp_path / "taken").read_text() == "mine"
    ran = hegui("report", "bundle", "--format", "json", "--out", "bundle/r", "--json", cwd=tmp_path)
    ran.error(WRONG_USE, "output_inside_bundle")
