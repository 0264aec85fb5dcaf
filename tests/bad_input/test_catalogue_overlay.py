"""A folder given with --catalogue that is wrong: file, row and field are named, exit code 2."""

import os
from pathlib import Path

import pytest

from tests.bad_input.command import FINDINGS, WRONG_USE, Ran, hegui
from tests.bad_input.projects import write

DEFECTS = sorted((Path(__file__).parents[1] / "data" / "catalogue").glob("*.yaml"))
NOTICES = {"clause_without_criterion", "obligation_not_carried", "requirement_not_used"}
"""What is said by `catalogue check` and does not keep a catalogue from being used."""


def overlaid(home: Path, data: bytes, *, name: str = "mine.yaml", lang: str = "zh") -> Ran:
    """List obligations with one more file of catalogue data."""
    write(home)
    folder = home / "overlay"
    folder.mkdir()
    (folder / name).write_bytes(data)
    return hegui("obligations", "--catalogue", "overlay", "--json", "--lang", lang, cwd=home)


DRIVEN = [
    "duplicate_id",
    "duplicate_key",
    "not_utf8",
    "not_yaml",
    "odd_id",
    "too_large",
    "unknown_key",
    "unknown_kind",
    "unresolvable_reference",
    "wrong_condition",
    "wrong_type",
]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=() if path.stem in DRIVEN else pytest.mark.slow, id=path.stem)
        for path in DEFECTS
    ],
)
def test_each_defect_names_its_place(tmp_path: Path, path: Path) -> None:
    lang = "en" if len(path.stem) % 2 else "zh"
    ran = overlaid(tmp_path, path.read_bytes(), lang=lang)
    if path.stem in NOTICES:
        ran.ended(0)
        ran = hegui("catalogue", "check", "--catalogue", "overlay", "--json", cwd=tmp_path)
        assert path.stem in {problem["code"] for problem in ran.quiet().json()["problems"]}
        return
    problems = ran.error(WRONG_USE, "catalogue")["data"]["problems"]
    assert "overlay/mine.yaml" in ran.err
    assert any(p["code"] == path.stem for p in problems), problems
    for problem in problems:
        assert problem["message"]
    ran.said()


@pytest.mark.parametrize(
    ("name", "data"),
    {
        "bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(
            b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 108)
        ),
        "deep": b"obligations: " + b"[" * 20_000,
        "binary": bytes(range(256)) * 10,
        "self": b"obligations: &a [*a]\n",
        "tag": b"obligations: !!python/object/apply:os.system [ls]\n",
        "date": b"version: 2026-13-45\n",
        "number": b"obligations: .inf\n",
    }.items(),
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_data_that_cannot_be_read_names_the_file(tmp_path: Path, name: str, data: bytes) -> None:
    ran = overlaid(tmp_path, data)
    ran.error(WRONG_USE, "catalogue")
    ran.said("overlay/mine.yaml")
    assert len(ran.err) < 5000, name


def test_a_folder_without_data_is_said(tmp_path: Path) -> None:
    ran = overlaid(tmp_path, b"this is no data", name="README.md")
    ran.error(WRONG_USE, "catalogue_folder")
    ran.said("没有 .yaml 文件")


@pytest.mark.parametrize("kind", ["missing", "file", "loop"])
def test_a_folder_that_is_none_is_said(tmp_path: Path, kind: str) -> None:
    write(tmp_path)
    if kind == "file":
        (tmp_path / "overlay").write_text("x")
    if kind == "loop":
        (tmp_path / "overlay").symlink_to("overlay")
    for command in (["obligations"], ["catalogue", "stats"], ["assess"]):
        ran = hegui(*command, "--catalogue", "overlay", "--json", "--lang", "en", cwd=tmp_path)
        ran.error(WRONG_USE, "catalogue_folder")
        ran.said("overlay", "--catalogue")
    assert "bundle" not in os.listdir(tmp_path)


def test_check_lists_every_problem_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "o").mkdir()
    for name in ("odd_id", "dates_reversed"):
        (path,) = [path for path in DEFECTS if path.stem == name]
        (tmp_path / "o" / f"{name}.yaml").write_bytes(path.read_bytes())
    ran = hegui("catalogue", "check", "--catalogue", "o", "--json", cwd=tmp_path).ended(FINDINGS)
    files = {p["file"] for p in ran.json()["problems"]}
    assert {"o/odd_id.yaml", "o/dates_reversed.yaml"} <= files
