"""`verify`, `report` and `diff` on what is no bundle, or no longer one."""

import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bad_input.command import COULD_NOT_RUN, FINDINGS, WRONG_USE, Ran, hegui
from tests.bad_input.projects import QUICK, with_corpus
from tests.bad_input.test_output import files


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound bundle."""
    home = tmp_path_factory.mktemp("sealed")
    with_corpus(home)
    hegui("assess", "--only", "corpus.pii", *QUICK, cwd=home).ended(FINDINGS)
    return home / "bundle"


def refused(path: Path, lang: str = "zh") -> list[dict[str, str]]:
    """Check that all three commands refuse a bundle, and return the problems."""
    home = path.parent
    ran = hegui("verify", path.name, "--json", "--lang", lang, cwd=home).ended(FINDINGS)
    found = ran.json()
    assert found["ok"] is False
    assert found["problems"]
    for problem in found["problems"]:
        assert {"path", "what"} <= set(problem)
        assert problem["what"].endswith(("。", ".")), problem
    told: Ran = hegui("report", path.name, "--format", "json", "--json", cwd=home)
    told.error(FINDINGS, "damaged_bundle")
    assert not [name for name in os.listdir(home) if name.endswith("-reports")]
    told = hegui("diff", path.name, path.name, "--json", cwd=home)
    told.error(FINDINGS, "damaged_bundle")
    problems: list[dict[str, str]] = found["problems"]
    return problems


def test_a_path_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    for command in (["verify", "x"], ["report", "x"], ["diff", "x", "x"]):
        ran = hegui(*command, "--json", cwd=tmp_path, env={"HEGUI_LANG": "en"})
        ran.error(WRONG_USE, "bundle_missing")
        ran.said("hegui assess makes a bundle")
    assert os.listdir(tmp_path) == []


def test_a_link_to_itself_is_no_bundle_and_no_place(tmp_path: Path, sealed: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for command in (["verify", "loop"], ["report", "loop"], ["diff", "loop", sealed]):
        hegui(*command, "--json", cwd=tmp_path).error(WRONG_USE, "bundle_missing")
    with_corpus(tmp_path)
    ran = hegui("assess", "--out", "loop", "--json", cwd=tmp_path)
    assert set(ran.quiet().json()) == {"error"}
    assert ran.code in (WRONG_USE, COULD_NOT_RUN)
    ran.said("loop")


FOLDERS: dict[str, dict[str, bytes]] = {
    "empty": {},
    "other": {"notes.txt": b"mine"},
    "no json": {"bundle.json": b"this is no JSON"},
    "empty json": {"bundle.json": b""},
    "not utf8": {"bundle.json": b"\xff\xfe{}"},
    "deep": {"bundle.json": b"[" * 500_000 + b"]" * 500_000},
    "deep keys": {"bundle.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000},
    "twice": {"bundle.json": b'{"schema": "hegui/bundle/1", "schema": "hegui/bundle/1"}'},
    "nan": {"bundle.json": b'{"schema": NaN}'},
    "digits": {"bundle.json": b'{"schema": ' + b"9" * 100_000 + b"}"},
    "list": {"bundle.json": b"[]"},
    "null": {"bundle.json": b"null"},
    "surrogate": {"bundle.json": b'{"schema": "\\ud800"}'},
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_is_no_bundle_has_problems(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    for file, data in FOLDERS[name].items():
        (folder / file).write_bytes(data)
    problems = refused(folder, "en" if len(name) % 2 else "zh")
    assert "bundle.json" in {problem["path"] for problem in problems}


def test_a_huge_json_is_not_read(tmp_path: Path, sealed: Path) -> None:
    shutil.copytree(sealed, tmp_path / "b")
    with (tmp_path / "b" / "bundle.json").open("wb") as file:
        file.truncate(3 << 30)
    problems = refused(tmp_path / "b")
    assert [p["path"] for p in problems] == ["bundle.json"]
    shutil.copyfile(sealed / "bundle.json", tmp_path / "b" / "bundle.json")
    with (tmp_path / "b" / "verdicts.json").open("r+b") as file:
        file.truncate(3 << 30)
    assert "verdicts.json" in {p["path"] for p in refused(tmp_path / "b")}


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def link(path: Path) -> None:
    moved = path.parent.parent / path.name
    path.rename(moved)
    path.symlink_to(moved)


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("harm", [shorten, flip, Path.unlink, link, folder, pipe])
@pytest.mark.parametrize("file", ["bundle.json", "verdicts.json"])
def test_a_damaged_file_is_named(
    tmp_path: Path, sealed: Path, file: str, harm: Callable[[Path], None]
) -> None:
    shutil.copytree(sealed, tmp_path / "b")
    harm(tmp_path / "b" / file)
    assert file in {problem["path"] for problem in refused(tmp_path / "b")}


def test_an_unlisted_file_with_an_odd_name_is_named_and_does_not_steer(
    tmp_path: Path, sealed: Path
) -> None:
    shutil.copytree(sealed, tmp_path / "b")
    for name in ("\x1b[2J.txt", "new\nline", "-rf", os.fsdecode(b"\xff")):
        (tmp_path / "b" / name).write_bytes(b"x")
    ran = hegui("verify", "b", cwd=tmp_path).ended(FINDINGS)
    assert "\x1b" not in ran.out + ran.err
    assert "-rf" in ran.out
    found = hegui("verify", "b", "--json", cwd=tmp_path).ended(FINDINGS).json()
    assert {"\x1b[2J.txt", "new\nline", "-rf"} <= {p["path"] for p in found["problems"]}


def zip_of(bundle: Path, change: Callable[[dict[str, bytes]], None]) -> bytes:
    content = files(bundle)
    change(content)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in content.items():
            packed.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def untouched(_content: dict[str, bytes]) -> None:
    """Change nothing."""


ZIPS: dict[str, Callable[[dict[str, bytes]], None]] = {
    "up": lambda c: c.update({"../evil": b"x"}),
    "absolute": lambda c: c.update({"/etc/evil": b"x"}),
    "backslash": lambda c: c.update({"results\\evil.json": b"x"}),
    "nul name": lambda c: c.update({"a\x01b": b"x"}),
    "case": lambda c: c.update({"VERDICTS.json": c["verdicts.json"]}),
    "empty": lambda c: c.clear(),
    "zeros": lambda c: c.update({"reports/zeros": b"\0" * (40 << 20)}),
}


def test_a_sound_zip_verifies(tmp_path: Path, sealed: Path) -> None:
    (tmp_path / "b.zip").write_bytes(zip_of(sealed, untouched))
    assert hegui("verify", "b.zip", "--json", cwd=tmp_path).ended(0).json()["ok"]


@pytest.mark.parametrize("name", ZIPS)
def test_an_odd_zip_is_refused_and_nothing_is_unpacked(
    tmp_path: Path, sealed: Path, name: str
) -> None:
    home = tmp_path / "in" / "here"
    home.mkdir(parents=True)
    (home / "b.zip").write_bytes(zip_of(sealed, ZIPS[name]))
    ran = hegui("verify", "b.zip", "--json", cwd=home).ended(FINDINGS)
    assert ran.json()["problems"]
    assert os.listdir(home) == ["b.zip"]
    assert os.listdir(tmp_path / "in") == ["here"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_cut_zip_and_a_random_file_are_refused(
    tmp_path: Path, sealed: Path, share: float
) -> None:
    data = zip_of(sealed, untouched)
    (tmp_path / "b.zip").write_bytes(data[: int(len(data) * share)])
    refused(tmp_path / "b.zip")


def test_a_file_that_is_no_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(os.urandom(5000))
    problems = refused(tmp_path / "photo.jpg")
    assert "photo.jpg" in {problem["path"] for problem in problems}


def test_keys_that_are_none_are_wrong_use(tmp_path: Path, sealed: Path) -> None:
    (tmp_path / "bad.pub").write_bytes(os.urandom(300))
    for key in ("nowhere.pub", "bad.pub", ".", "noname"):
        ran = hegui("verify", sealed, "--key", key, "--json", cwd=tmp_path)
        assert set(ran.ended(WRONG_USE).json()) == {"error"}
        ran.said(key)


def test_diff_of_a_sound_and_a_damaged_bundle_names_the_damaged_one(
    tmp_path: Path, sealed: Path
) -> None:
    shutil.copytree(sealed, tmp_path / "bad")
    flip(tmp_path / "bad" / "project.yaml")
    for pair in ((sealed, "bad"), ("bad", sealed)):
        ran = hegui("diff", *pair, cwd=tmp_path, env={"HEGUI_LANG": "en"}).ended(FINDINGS)
        assert "bad" in ran.err
        assert "project.yaml" in ran.err


def test_formats_and_languages_that_do_not_exist_are_wrong_use(
    tmp_path: Path, sealed: Path
) -> None:
    for args in (["--format", "doc"], ["--format", "json", "--lang", "fr"], ["--format", ""]):
        ran = hegui("report", sealed, *args, "--out", "r", "--json", cwd=tmp_path)
        assert json.loads(ran.ended(WRONG_USE).out)["error"]["message"]
        assert os.listdir(tmp_path) == []
