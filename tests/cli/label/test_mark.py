"""`hegui label mark`: many files, side by side, each in the order it was named."""

import csv
import os
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


def test_a_name_over_two_lines_stays_on_one_and_a_cut_picture_is_said_to_be_cut(
    tmp_path: Path, label: Said
) -> None:
    path, cut = tmp_path / "a\nb.png", tmp_path / "cut.png"
    path.write_bytes(media.image("PNG", (320, 240)))
    cut.write_bytes(media.image("PNG", (320, 240))[:-60])
    _code, out, _err = label("explicit", path, cut)
    assert "a\\nb.png" in out
    assert len(out.splitlines()) == 3
    assert "the picture is damaged or cut off" in out
    _code, out, _err = label("mark", path, "--in-place")
    assert len(out.splitlines()) == 2


def test_files_of_a_folder_keep_their_places_and_nothing_is_replaced_unasked(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    deep = folder / "deep" / "0.png"
    deep.parent.mkdir()
    deep.write_bytes(media.image("PNG", (320, 240)))
    (folder / "b.png").unlink()
    (folder / "song.mid").write_bytes(b"MThd")
    (folder / "notes").write_text("x")
    out = tmp_path / "out"
    code, said = label.json("mark", folder, "--out", out)
    assert code == 0
    made = [row["out"] for row in said["done"]]
    assert {str(out / "0.png"), str(out / "deep" / "0.png")} <= set(made)
    assert said["left_out"] == [str(folder / "notes"), str(folder / "song.mid")]
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    code, text, _err = label("mark", folder, "--out", out)
    assert code == 1
    assert "is there already; use --overwrite" in text
    assert "known kind: 2 (.mid, notes)" in text
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert label("mark", folder, "--out", out, "--overwrite")[0] == 0
    code, _out, err = label("mark", deep, "--out", deep.parent)
    assert code == 3
    assert "use --overwrite" in err


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    (folder / "c.heic").write_bytes(media.box(b"ftyp", b"heic", b"\0" * 4, b"mif1heic"))
    (folder / "d.txt").write_text("（本内容由人工智能生成）\n\n你好")
    out = tmp_path / "out"
    code, said = label.json("mark", folder, "--out", out, "--dry-run")
    assert code == 1
    assert said["dry_run"] is True
    assert [row["file"] for row in said["done"]] == [*(f"{n}.png" for n in range(6)), "a.txt"]
    assert [Path(row["path"]).name for row in said["failed"]] == ["b.png", "c.heic", "d.txt"]
    assert not out.exists()
    assert "to be labelled: 7; not: 3" in label("mark", folder, "--out", out, "--dry-run")[1]


def test_a_table_names_every_file(tmp_path: Path, folder: Path, label: Said) -> None:
    table = tmp_path / "marked.csv"
    label("mark", folder, "--out", tmp_path / "out", "--csv", table, "--jobs", 2)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 8
    assert rows[0]["out"] == str(tmp_path / "out" / "0.png")
    assert float(rows[0]["height_ratio"]) >= 0.05
    assert "b.png" in rows[-1]["error"]
    seen = tmp_path / "seen.csv"
    assert label("explicit", tmp_path / "out", "--csv", seen, "--jobs", 2)[0] == 0
    with seen.open(encoding="utf-8-sig", newline="") as file:
        assert [row["verdict"] for row in csv.DictReader(file)] == ["compliant"] * 7


def test_a_link_to_nowhere_a_pipe_and_a_read_only_file_are_said(
    tmp_path: Path, label: Said
) -> None:
    link, pipe, kept = tmp_path / "a.png", tmp_path / "b.png", tmp_path / "c.png"
    link.symlink_to("nowhere.png")
    os.mkfifo(pipe)
    kept.write_bytes(media.image("PNG", (320, 240)))
    kept.chmod(0o444)
    code, out, _err = label("mark", link, pipe, kept, "--in-place")
    assert code == 1
    for word in ("No such file", "a folder, a pipe or a device", "it is read-only"):
        assert word in out
    code, out, _err = label("explicit", link, pipe)
    assert code == 3
    assert "No such file" in out
    assert "a pipe" in out
    assert label("mark", link, "--in-place")[0] == 3
    assert link.is_symlink()


def test_behind_a_link_the_file_is_marked_and_the_link_stays(tmp_path: Path, label: Said) -> None:
    path, link = tmp_path / "a.png", tmp_path / "link.png"
    path.write_bytes(media.image("PNG", (320, 240)))
    before = path.read_bytes()
    link.symlink_to(path)
    assert label("mark", link, "--in-place")[0] == 0
    assert link.is_symlink()
    assert path.read_bytes() != before
    assert label("explicit", link)[0] == 0
    assert label("explicit", path)[0] == 0


def test_a_signed_manifest_is_not_broken_unasked(tmp_path: Path, label: Said) -> None:
    path = tmp_path / "a.jpg"
    store = b"\0\0\0\x3cjumb\0\0\0\x1ejumdc2pa\0\x11\0\x10\x80\0\0\xaa\0\x38\x9b\x71\x03c2pa\0"
    body = b"JP\0\1\0\0\0\1" + store
    plain = media.image("JPEG", (320, 240))
    path.write_bytes(plain[:2] + b"\xff\xeb" + (len(body) + 2).to_bytes(2) + body + plain[2:])
    before = path.read_bytes()
    code, _out, err = label("mark", path, "--in-place")
    assert code == 3
    assert "C2PA manifest" in err
    assert "--force" in err
    assert path.read_bytes() == before
    code, said = label.json("mark", path, "--in-place", "--force")
    assert code == 0
    assert said["done"][0]["lost"] == ["C2PA manifest"]


def test_the_record_follows_its_file_into_the_folder_of_labelled_ones(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    marked, both = tmp_path / "marked", tmp_path / "both"
    label("mark", folder / "0.png", folder / "a.txt", "--out", marked)
    words = ("--producer", "001191110102MACQD9K64010001", "--content-id", "{uuid}")
    code, said = label.json("write", marked, *words, "--out", both)
    assert (code, said["done"]) == (0, 2)
    assert (both / "0.png.label.json").read_bytes() == (marked / "0.png.label.json").read_bytes()
    code, said = label.json("check", both, "--explicit")
    assert code == 0
    assert {row["explicit"]["basis"] for row in said["files"]} == {"declared", "words"}
    label("write", folder / "1.png", *words, "--out", both)
    assert not (both / "1.png.label.json").exists()


def test_a_side_car_that_speaks_of_the_text_before_is_said_to_be_lost(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    text = folder / "a.txt"
    label("write", text, "--producer", "acme", "--content-id", "1", "--in-place")
    assert label("check", text)[0] == 0
    code, said = label.json("mark", text, "--in-place")
    assert code == 0
    assert said["done"][0]["lost"] == ["implicit label"]
    assert label("check", text)[0] == 1


def test_words_that_are_no_label_are_wrong_use_before_any_file(
    tmp_path: Path, folder: Path, label: Said
) -> None:
    code, _out, err = label("mark", folder, "--out", tmp_path / "out", "--words", "hello")
    assert code == 2
    assert "needs an AI element" in err
    assert not (tmp_path / "out").exists()
