"""`hegui label carry`: labels that a step dropped come back, and no other label is lost for them."""

import json
from pathlib import Path

import pytest
from PIL import Image

from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.write import aigc_label, label_text, write_label
from tests.support import media
from tests.support.label_cli import Said

LABEL = aigc_label(
    "001191110102MACQD9K64010001", "编号-1", reserved_producer='{"k": "v"}', propagator="P"
) | {"PropagateID": "p-1", "Extra": "kept"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.png"
    path.write_bytes(media.image("PNG", (64, 48)))
    return write_label(path, LABEL)


def resized(source: Path, name: str) -> Path:
    path = source.with_name(name)
    Image.open(source).resize((32, 24)).save(path)
    assert read_label_sites(path).sites == []
    return path


def texts(path: Path) -> list[str]:
    return [site.text for site in read_label_sites(path).sites]


@pytest.mark.parametrize("name", ["small.png", "small.jpg", "small.webp", "small.gif", "small.tif"])
def test_a_resized_picture_gets_its_label_back_byte_for_byte(
    source: Path, label: Said, name: str
) -> None:
    target = resized(source, name)
    before = media.pixels(target.read_bytes())
    code, said = label.json("carry", source, target)
    [row] = said["files"]
    assert (code, row["action"], row["label"]) == (0, "carry", LABEL)
    assert texts(target) == texts(source) == [label_text(LABEL)]
    assert row["formats_differ"] is (name != "small.png")
    assert media.pixels(target.read_bytes()) == before


def test_people_are_told_that_formats_differ(source: Path, label: Said) -> None:
    _code, out, _err = label("carry", source, resized(source, "small.jpg"))
    assert "formats differ (png → jpeg)" in out
    _code, out, _err = label("carry", source, resized(source, "small.png"))
    assert "formats differ" not in out


def test_a_label_that_is_still_there_is_left_alone(source: Path, label: Said) -> None:
    target = source.with_name("copy.png")
    target.write_bytes(source.read_bytes())
    seen = target.stat().st_mtime_ns
    code, said = label.json("carry", source, target)
    assert (code, said["files"][0]["action"]) == (0, "kept")
    assert target.stat().st_mtime_ns == seen


def test_another_label_is_replaced_only_when_forced(source: Path, label: Said) -> None:
    target = write_label(resized(source, "small.png"), LABEL | {"ProduceID": "other"})
    before = target.read_bytes()
    code, said = label.json("carry", source, target)
    assert (code, said["failed"]) == (1, 1)
    assert "--force" in said["files"][0]["error"]["message"]
    assert target.read_bytes() == before
    code, said = label.json("carry", source, target, "--force")
    assert (code, said["files"][0]["action"]) == (0, "replace")
    assert texts(target) == texts(source)


def test_a_label_that_a_step_wrote_twice_is_one_again(source: Path, label: Said) -> None:
    text = json.dumps(LABEL, separators=(",", ":"))
    target = source.with_name("twice.png")
    packet = media.itxt(media.xmp(f"<TC260:AIGC>{text.replace('&', '&amp;')}</TC260:AIGC>"))
    target.write_bytes(media.png_with(packet, media.itxt(text.encode(), b"AIGC")))
    assert len(texts(target)) == 2
    code, said = label.json("carry", source, target)
    assert (code, said["files"][0]["action"], texts(target)) == (0, "carry", texts(source))


def test_what_is_wrong_with_the_label_is_told_and_it_is_carried_as_it_was(
    source: Path, label: Said
) -> None:
    write_label(source, LABEL | {"Label": "9"}, replace=True)
    target = resized(source, "small.png")
    code, out, _err = label("carry", source, target)
    assert (code, "LBL-C-05" in out) == (0, True)
    assert texts(target) == texts(source)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (media.image("PNG"), "no label"),
        (media.png_with(media.itxt(media.xmp("<TC260:AIGC>x</TC260:AIGC>"))), "not a label"),
        (media.image("PNG")[:40], "“a.png” cannot be read"),
    ],
)
def test_a_source_without_a_usable_label_is_named_and_nothing_is_written(
    tmp_path: Path, label: Said, held: bytes, expected: str
) -> None:
    source, target = tmp_path / "a.png", tmp_path / "b.png"
    source.write_bytes(held)
    target.write_bytes(media.image("PNG"))
    code, said = label.json("carry", source, target)
    assert (code, expected in said["files"][0]["error"]["message"]) == (1, True)
    assert target.read_bytes() == media.image("PNG")


def test_a_file_is_not_carried_to_itself(source: Path, label: Said) -> None:
    code, said = label.json("carry", source, source)
    assert (code, "very file" in said["files"][0]["error"]["message"]) == (1, True)


def test_a_signed_manifest_is_not_broken_unasked(source: Path, label: Said) -> None:
    target = source.with_name("signed.png")
    target.write_bytes(media.png_with(media.manifest()))
    before = target.read_bytes()
    code, said = label.json("carry", source, target)
    assert (code, "C2PA" in said["files"][0]["error"]["message"]) == (1, True)
    assert target.read_bytes() == before
    assert label("carry", source, target, "--force")[0] == 0


def test_a_dry_run_and_another_place_leave_the_target(source: Path, label: Said) -> None:
    target, out = resized(source, "small.png"), source.with_name("out.png")
    before = target.read_bytes()
    _code, said = label.json("carry", source, target, "--dry-run", "--out", out)
    assert (said["files"][0]["action"], out.exists()) == ("would-carry", False)
    assert label("carry", source, target, "--out", out)[0] == 0
    assert (texts(out), target.read_bytes()) == (texts(source), before)
    code, said = label.json("carry", source, target, "--out", out)
    assert (code, "--overwrite" in said["files"][0]["error"]["message"]) == (1, True)
    assert label("carry", source, target, "--out", out, "--in-place")[0] == 2


def test_folders_are_paired_by_names_without_the_extension(tmp_path: Path, label: Said) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    for name in ("a.png", "sub/b.png", "only.png", "two.png"):
        path = before / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(media.image("PNG"))
        write_label(path, LABEL | {"ProduceID": path.stem})
    (before / "two.jpg").write_bytes(media.image("JPEG"))
    (after / "sub").mkdir(parents=True)
    for name in ("a.png", "sub/b.jpg", "new.png", "two.gif"):
        Image.open(before / "a.png").save(after / name)
    code, said = label.json("carry", before, after)
    rows = {Path(row["file"]).name: row for row in said["files"]}
    assert (code, said["done"], said["failed"]) == (1, 2, 2)
    assert [rows[name]["label"]["ProduceID"] for name in ("a.png", "b.jpg")] == ["a", "b"]
    assert [rows[name]["error"]["data"]["count"] for name in ("new.png", "two.gif")] == [0, 2]
    assert [Path(path).name for path in said["missing"]] == ["only.png"]
    assert label("carry", before, after / "a.png")[0] == 2


def test_a_text_gets_its_side_car_back(tmp_path: Path, label: Said) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text("text")
    write_label(source, LABEL)
    target.write_text("other text")
    code, said = label.json("carry", source, target)
    assert (code, said["files"][0]["action"], texts(target)) == (0, "carry", texts(source))
    assert read_label_sites(target).sites[0].guide


def test_a_label_is_carried_into_free_space_and_nothing_moves(tmp_path: Path, label: Said) -> None:
    source, target, full = tmp_path / "a.png", tmp_path / "b.mp3", tmp_path / "c.png"
    source.write_bytes(media.image("PNG"))
    write_label(source, aigc_label("001191110102MACQD9K64010001", "20261120-0001"))
    target.write_bytes(media.sound(media.frame(b"TIT2", b"\3title"), padding=1000))
    full.write_bytes(media.image("PNG"))
    size, inode = target.stat().st_size, target.stat().st_ino
    code, said = label.json("carry", source, target, "--patch")
    assert (code, said["files"][0]["verdict"]) == (0, "compliant")
    assert (target.stat().st_size, target.stat().st_ino) == (size, inode)
    before = full.read_bytes()
    assert label("carry", source, full, "--patch")[0] == 1
    assert full.read_bytes() == before
    assert label("carry", source, full, "--patch", "--out", tmp_path / "d.png")[0] == 2
