"""`hegui label write --then-sign`: C2PA behind the label, and what is said when it cannot be."""

import sys
from pathlib import Path

import pytest

from tests.support import media
from tests.support.certificates import Issued, issued
from tests.support.label_cli import Said

CODE = "001191110102MACQD9K64010001"


@pytest.fixture
def keys(tmp_path: Path) -> Issued:
    (tmp_path / "keys").mkdir()
    return issued(tmp_path / "keys", b"secret")


@pytest.fixture
def words(tmp_path: Path, keys: Issued) -> list[object]:
    (tmp_path / "keys" / "pass").write_bytes(b"secret\n")
    own = ["--producer", CODE, "--content-id", "{stem}", "--then-sign", keys.chain]
    return [*own, "--then-sign-key", keys.key, "--then-sign-key-pass", tmp_path / "keys" / "pass"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.png").write_bytes(media.image("PNG"))
    (made / "b.jpg").write_bytes(media.image("JPEG"))
    return made


def test_files_are_labelled_and_signed_also_in_several_processes(
    folder: Path, keys: Issued, words: list[object], label: Said
) -> None:
    pytest.importorskip("c2pa", reason="c2pa-python (extra c2pa) is not installed")
    for number in range(20):
        (folder / f"{number}.png").write_bytes(media.image("PNG"))
    code, said = label.json("write", folder, *words, "--in-place", "--jobs", 2)
    assert (code, said["done"]) == (0, 22)
    assert {row["c2pa"] for row in said["files"]} == {"signed"}
    assert label("check", folder)[0] == 0
    code, said = label.json("security", folder / "a.png", "--anchors", keys.anchor)
    assert (code, said["c2pa"]["state"]) == (0, "trusted")
    assert label("write", folder / "a.png", *words, "--in-place")[0] == 1


def test_a_manifest_that_broke_is_told_by_check_and_security(
    folder: Path, words: list[object], label: Said
) -> None:
    pytest.importorskip("c2pa", reason="c2pa-python (extra c2pa) is not installed")
    label("write", folder / "b.jpg", *words, "--in-place")
    data = (folder / "b.jpg").read_bytes()
    (folder / "b.jpg").write_bytes(data.replace(b'"ProduceID":"b"', b'"ProduceID":"c"'))
    code, said = label.json("security", folder / "b.jpg")
    assert (code, said["c2pa"]["state"]) == (1, "broken")
    code, said = label.json("check", folder / "b.jpg")
    assert (code, [c["id"] for c in said["files"][0]["checks"]]) == (1, ["LBL-C-11"])


def test_without_the_library_the_install_command_is_said_and_nothing_is_written(
    folder: Path, words: list[object], label: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "c2pa", None)
    before = (folder / "a.png").read_bytes()
    code, _out, err = label("write", folder, *words, "--in-place")
    assert (code, "pip install 'hegui[c2pa]'" in err) == (3, True)
    assert (folder / "a.png").read_bytes() == before


@pytest.mark.parametrize(
    ("drop", "more"), [("--then-sign-key", []), ("--then-sign", []), ("", ["--patch"])]
)
def test_options_that_do_not_fit_together_are_wrong_use(
    folder: Path, words: list[object], label: Said, drop: str, more: list[object]
) -> None:
    if drop:
        at = words.index(drop)
        words = words[:at] + words[at + 2 :]
    code, _out, err = label("write", folder, *words, *(more or ["--in-place"]))
    assert (code, "--then-sign" in err) == (2, True)
