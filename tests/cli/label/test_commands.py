"""`hegui label` as its users type it: folders, patterns, dry runs, refusals, exit codes."""

import csv
import os
from pathlib import Path

import pytest

from tests.support import media
from tests.support.label_cli import Said

CODE = "001191110102MACQD9K64010001"
PROPAGATOR = "00119144030008867405X220001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    source = tmp_path / "in"
    (source / "sub").mkdir(parents=True)
    (source / "a.png").write_bytes(media.image("PNG"))
    (source / "b.mp4").write_bytes(media.movie())
    (source / "sub" / "c.jpg").write_bytes(media.image("JPEG"))
    (source / "broken.png").write_bytes(media.image("PNG")[:40])
    (source / "new\nline.txt").write_text("text")
    return source


def write(folder: Path, *more: object) -> list[object]:
    return ["write", folder, "--producer", CODE, "--content-id", "id-{uuid}", *more]


def test_a_folder_is_labelled_into_another_and_what_cannot_be_is_named(
    folder: Path, label: Said
) -> None:
    out = folder.parent / "out"
    code, said = label.json(*write(folder, "--out", out))
    assert (code, said["done"], said["failed"]) == (1, 4, 1)
    [failed] = [row for row in said["files"] if "error" in row]
    assert failed["file"].endswith("broken.png")
    assert sorted(p.name for p in out.rglob("*") if p.is_file()) == [
        "a.png", "b.mp4", "c.jpg", "new\nline.txt", "new\nline.txt.aigc.json",
    ]  # fmt: skip
    code, checked = label.json("check", out)
    assert (code, checked["counts"]["compliant"]) == (0, 4)
    ids = [row["label"]["ProduceID"] for row in checked["files"]]
    assert len(set(ids)) == 4


def test_records_and_side_cars_are_no_content_unless_they_are_named(
    tmp_path: Path, label: Said
) -> None:
    (tmp_path / "a.png").write_bytes(media.image("PNG"))
    for name in ("a.png.label.json", "left.txt.aigc.json", "data.label.json"):
        (tmp_path / name).write_text("{}")
    seen = [label.json("check", what)[1]["files"] for what in (tmp_path, tmp_path / "*")]
    assert [sorted(Path(row["file"]).name for row in rows) for rows in seen] == [
        ["a.png", "data.label.json"]
    ] * 2
    code, said = label.json("check", tmp_path / "a.png.label.json")
    assert (code, said["counts"]["not_found"]) == (1, 1)


def test_a_name_with_a_line_break_stays_on_one_line(folder: Path, label: Said) -> None:
    _code, out, _err = label("read", folder / "new\nline.txt")
    assert out.splitlines()[0].startswith(str(folder / "new\\nline.txt"))


def test_a_dry_run_changes_nothing(folder: Path, label: Said) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    code, said = label.json(*write(folder, "--in-place", "--dry-run"))
    assert (code, {row.get("action") for row in said["files"]}) == (1, {"would-write", None})
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


def test_read_gives_fields_sites_verdict_and_checks(folder: Path, label: Said) -> None:
    path = folder / "a.png"
    label("write", path, "--producer", CODE, "--content-id", "7", "--in-place")
    code, row = label.json("read", path)
    assert code == 0
    assert row["label"]["ProduceID"] == "7"
    [site] = row["sites"]
    start, end = site["bytes"]
    assert b"ContentProducer" in path.read_bytes()[start:end]
    assert (row["verdict"], row["checks"]) == ("compliant", [])


def test_propagation_is_added_to_labelled_files_only(folder: Path, label: Said) -> None:
    path = folder / "a.png"
    add = ["--propagator", PROPAGATOR, "--propagate-id", "p-1", "--in-place"]
    code, said = label.json("write", path, *add)
    assert (code, said["failed"]) == (1, 1)
    label("write", path, "--producer", CODE, "--content-id", "7", "--in-place")
    code, said = label.json("write", path, *add)
    assert (code, said["files"][0]["action"]) == (0, "propagate")
    held = label.json("read", path)[1]["label"]
    assert (held["ProduceID"], held["PropagateID"]) == ("7", "p-1")
    code, said = label.json("write", path, "--producer", CODE, "--content-id", "8", "--in-place")
    assert "already holds a label" in said["files"][0]["error"]["message"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--producer", CODE, "--content-id", "1"], "--in-place"),
        (["--producer", CODE, "--in-place"], "--content-id"),
        (["--producer", "某公司", "--content-id", "1", "--in-place"], "LBL-C-06"),
        (["--producer", CODE, "--content-id", "a b", "--in-place"], "LBL-C-06"),
        (
            ["--producer", CODE[:13] + "9" + CODE[14:], "--content-id", "1", "--in-place"],
            "LBL-C-08",
        ),
        (["--producer", CODE, "--content-id", "{what}", "--in-place"], "placeholder"),
        (["--producer", CODE, "--content-id", "1", "--propagator", "P", "--in-place"], "together"),
    ],
)
def test_what_would_be_no_label_is_refused_before_anything_is_written(
    folder: Path, label: Said, words: list[str], expected: str
) -> None:
    before = (folder / "a.png").read_bytes()
    code, _out, err = label("write", folder / "a.png", *words)
    assert code == 2
    assert expected in err
    assert (folder / "a.png").read_bytes() == before


def test_a_signed_manifest_is_not_broken_unasked(folder: Path, label: Said) -> None:
    path = folder / "signed.png"
    path.write_bytes(media.png_with(media.manifest()))
    before = path.read_bytes()
    words = ["write", path, "--producer", CODE, "--content-id", "1", "--in-place"]
    for more in ([], ["--dry-run"]):
        code, said = label.json(*words, *more)
        assert (code, "C2PA" in said["files"][0]["error"]["message"]) == (1, True)
        assert path.read_bytes() == before
    assert label(*words, "--force")[0] == 0
    assert label("check", path)[0] == 0


def test_many_files_need_many_numbers(folder: Path, label: Said) -> None:
    code, _out, err = label("write", folder, "--producer", CODE, "--content-id", "1", "--in-place")
    assert code == 2
    assert "{uuid}" in err


def test_a_file_that_is_there_is_replaced_only_when_asked(folder: Path, label: Said) -> None:
    out = folder.parent / "out"
    words = ["write", folder / "a.png", "--producer", CODE, "--content-id", "1", "--out", out]
    assert label(*words)[0] == 0
    code, said = label.json(*words)
    assert (code, "--overwrite" in said["files"][0]["error"]["message"]) == (1, True)
    assert label(*words, "--overwrite")[0] == 0


def test_several_processes_give_the_same_answer_and_a_table(folder: Path, label: Said) -> None:
    for number in range(30):
        (folder / f"n{number:02}.png").write_bytes(media.image("PNG"))
    code, said = label.json(*write(folder, "--in-place", "--jobs", "2"))
    assert (code, said["done"]) == (1, 34)
    table = folder.parent / "t.csv"
    code, _out, _err = label("check", folder, "--jobs", "2", "--csv", table)
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert code == 1
    assert sum(row["verdict"] == "compliant" for row in rows) >= 33
    assert [row["verdict"] for row in rows if row["file"].endswith("broken.png")] == [
        "inconclusive"
    ]


def test_a_pattern_and_a_missing_name(folder: Path, label: Said) -> None:
    code, said = label.json("check", folder / "**" / "*.jpg")
    assert (code, said["counts"]["not_found"]) == (1, 1)
    code, _out, err = label("check", folder / "none.png")
    assert code == 2
    assert "No file matches" in err


def test_a_read_only_file_and_a_link(folder: Path, label: Said) -> None:
    path = folder / "a.png"
    link = folder / "link.png"
    link.symlink_to(path)
    assert label("write", link, "--producer", CODE, "--content-id", "1", "--in-place")[0] == 0
    assert link.is_symlink()
    assert label.json("read", path)[1]["verdict"] == "compliant"
    os.chmod(folder / "b.mp4", 0o444)
    words = ["write", folder / "b.mp4", "--producer", CODE, "--content-id", "1", "--in-place"]
    code, said = label.json(*words)
    assert (code, "read-only" in said["files"][0]["error"]["message"]) == (1, True)


def test_a_pipe_is_not_waited_for(tmp_path: Path, label: Said) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    code, said = label.json("check", tmp_path / "pipe.png")
    assert (code, said["counts"]["inconclusive"]) == (1, 1)


def test_a_code_is_shown_part_by_part(label: Said) -> None:
    code, said = label.json("code", CODE)
    assert (code, said["valid"], said["subject_checked"]) == (0, True, True)
    assert [part["value"] for part in said["parts"]][3] == "91110102MACQD9K640"
    for wrong in (CODE[:-1], CODE.replace("640", "650"), "01" + CODE[2:], CODE.lower()):
        assert label("code", wrong)[0] == 1


def test_restore_says_when_there_is_nothing_to_do(folder: Path, label: Said) -> None:
    code, out, _err = label("restore", folder / "a.png")
    assert (code, out.startswith("nothing to restore")) == (0, True)
