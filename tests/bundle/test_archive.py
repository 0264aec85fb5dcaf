"""A zip of a bundle verifies like the bundle; hostile archives are named, never unpacked."""

import shutil
import stat
import zipfile
from pathlib import Path

import pytest

from hegui.bundle import archive, open_bundle, verify
from tests.bundle import factory

ANSWERS = "journals/model.test/journal.jsonl"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    factory.make(tmp_path / "b")
    return tmp_path / "b"


def packed(bundle: Path, prefix: str = "", method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = bundle.parent / "b.zip"
    with zipfile.ZipFile(path, "w", method) as target:
        for file in sorted(p for p in bundle.rglob("*") if p.is_file()):
            target.write(file, prefix + file.relative_to(bundle).as_posix())
    return path


def codes(path: Path) -> set[tuple[str, str]]:
    return {(p.path, p.code) for p in verify(path).problems}


@pytest.mark.parametrize("prefix", ["", "b/", "我的结果包/"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_verifies_like_its_folder(bundle: Path, prefix: str, method: int) -> None:
    path = packed(bundle, prefix, method)
    assert verify(path).ok
    assert verify(path).digest == verify(bundle).digest
    assert open_bundle(path).read(ANSWERS) == (bundle / ANSWERS).read_bytes()


def test_a_zip_made_by_a_packer_with_folder_entries_verifies(bundle: Path) -> None:
    path = Path(shutil.make_archive(str(bundle.parent / "c"), "zip", bundle.parent, "b"))
    assert any(name.endswith("/") for name in zipfile.ZipFile(path).namelist())
    assert verify(path).ok


def test_an_empty_folder_entry_is_named(bundle: Path) -> None:
    path = packed(bundle)
    with zipfile.ZipFile(path, "a") as target:
        target.mkdir("journals/empty")
    assert codes(path) == {("journals/empty", "added_folder")}


def test_a_member_twice_is_named(bundle: Path) -> None:
    path = packed(bundle)
    with zipfile.ZipFile(path, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr(ANSWERS, b"other")
    assert (ANSWERS, "twice") in codes(path)


@pytest.mark.parametrize("name", ["../evil", "/evil", "journals\\evil", "C:evil", "evil\n"])
def test_members_outside_the_list_are_named_literally(bundle: Path, name: str) -> None:
    path = packed(bundle)
    with zipfile.ZipFile(path, "a") as target:
        target.writestr(name, b"x")
    assert codes(path) == {(name, "added")}


def test_a_member_that_is_a_link_is_named(bundle: Path) -> None:
    (bundle / ANSWERS).unlink()
    path = packed(bundle)
    link = zipfile.ZipInfo(ANSWERS)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as target:
        target.writestr(link, "/etc/passwd")
    assert codes(path) == {(ANSWERS, "not_a_file")}


def test_a_bomb_is_refused_unread(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "RATIO_FROM", 1 << 20)
    with (bundle / "journals/zeros.bin").open("wb") as file:
        file.truncate(64 << 20)
    path = packed(bundle)
    found = verify(path)
    assert [p.code for p in found.problems if p.path == "b.zip"] == ["zip"]
    assert not found.ok


def test_a_member_larger_than_listed_is_not_unpacked(bundle: Path) -> None:
    with (bundle / ANSWERS).open("wb") as file:
        file.truncate(8 << 20)
    assert codes(packed(bundle)) == {(ANSWERS, "size")}


def test_too_many_members_are_refused(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    assert ("b.zip", "zip") in codes(packed(bundle))


def test_a_broken_member_is_named(bundle: Path) -> None:
    path = packed(bundle, method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    at = data.index(b'{"id":"q')
    data[at] ^= 1
    path.write_bytes(bytes(data))
    assert codes(path) == {(ANSWERS, "unreadable")}


def test_a_member_packed_in_another_way_is_refused(bundle: Path) -> None:
    found = codes(packed(bundle, method=zipfile.ZIP_LZMA))
    assert ("bundle.json", "zip") in found


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", ("x.zip", "zip")),
        (b"not a zip", ("x.zip", "zip")),
        (b"PK\x05\x06" + b"\0" * 18, ("bundle.json", "missing")),
    ],
)
def test_what_is_no_archive_of_a_bundle_has_one_problem(
    tmp_path: Path, data: bytes, problem: tuple[str, str]
) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    found = verify(path)
    assert [(p.path, p.code) for p in found.problems] == [problem]


def test_cut_and_flipped_archives_never_crash(bundle: Path) -> None:
    path = packed(bundle)
    good = path.read_bytes()
    for at in range(0, len(good), 97):
        data = bytearray(good)
        data[at] ^= 0x10
        path.write_bytes(bytes(data))
        verify(path)
        if at % 5 == 0:
            path.write_bytes(good[:at])
            assert not verify(path).ok
