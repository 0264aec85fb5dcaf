"""`hegui label mark`: many files, side by side, each in the order it was named."""

from pathlib import Path

import pytest

from tests.support import media
from tests.support.label_cli import Said


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for number in range(6):
        (made / f"{number}.png").write_bytes(media.image("PNG", (320, 240)))
    (made / "a.txt").write_text("你好")
    (made / "b.png").write_bytes(media.image("PNG")[:40])
    return made


@pytest.mark.parametrize("jobs", [1, 3])
def test_files_are_marked_in_order_and_one_failure_stops_no_other(
    tmp_path: Path, folder: Path, label: Said, jobs: int
) -> None:
    out = tmp_path / f"out{jobs}"
    code, said = label.json("mark", folder, "--out", out, "--jobs", jobs)
    assert code == 1
    assert [row["file"] for row in said["done"]] == [*(f"{n}.png" for n in range(6)), "a.txt"]
    assert ["b.png" in error["message"] for error in said["failed"]] == [True]
    assert label.json("explicit", *sorted(out.glob("?.png")))[0] == 0


def test_formats_that_cannot_be_marked_say_what_to_do(tmp_path: Path, label: Said) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(media.box(b"ftyp", b"heic", b"\0" * 4, b"mif1heic"))
    code, _out, err = label("mark", path, "--in-place")
    assert code == 3
    assert "JPEG" in err


def test_a_name_over_two_lines_stays_on_one_and_a_cut_picture_is_said_to_be_none(
    tmp_path: Path, label: Said
) -> None:
    path, cut = tmp_path / "a\nb.png", tmp_path / "cut.png"
    path.write_bytes(media.image("PNG", (320, 240)))
    cut.write_bytes(media.image("PNG", (320, 240))[:-60])
    _code, out, _err = label("explicit", path, cut)
    assert "a\\nb.png" in out
    assert len(out.splitlines()) == 3
    assert "no picture that can be read" in out
    _code, out, _err = label("mark", path, "--in-place")
    assert len(out.splitlines()) == 2
