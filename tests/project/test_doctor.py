"""hegui doctor: what is there, what is missing, what it would give, and the exit code."""

import json
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.cli import doctor
from hegui.cli.doctor import Found, Group, Item, command, healthy, library, look, program
from hegui.engine.native.library import library as library_here


def run(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(command, [*arguments], standalone_mode=False)
    if outcome.exception:
        raise outcome.exception
    return outcome.return_value, outcome.stdout


def found(**fields: Any) -> Found:
    return Found(
        **{"group": "g", "id": "i", "state": "ok", "needed": True, "gives_zh": "", "gives_en": ""}
        | fields
    )


def test_json_tells_every_item() -> None:
    code, out = run("--json")
    report = json.loads(out)
    ids = {item["id"] for item in report["items"]}
    assert {
        "cel",
        "native",
        "hyperscan",
        "ahocorasick",
        "ffmpeg",
        "chromium",
        "cjk",
        "cache",
    } <= ids
    assert code == (0 if report["ok"] else 1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_says_what_a_missing_thing_gives(
    monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(doctor.shutil, "which", lambda _name: None)
    _, out = run("--lang", lang)
    assert (
        "给视频和压缩音频加显式标识" if lang == "zh" else "labels on films and coded sounds"
    ) in out


def test_a_missing_needed_library_names_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> str:
        raise metadata.PackageNotFoundError

    monkeypatch.setattr(doctor.metadata, "version", missing)
    code, out = run("--lang", "en")
    assert code == 1
    assert "pip install 'hegui[corpus]'" in out
    assert "Something needed is missing." in out


def test_the_native_library_is_named_and_can_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    here = doctor.native_library()
    assert here.state == ("ok" if library_here() else "missing")
    assert not here.needed
    monkeypatch.setenv("HEGUI_NATIVE", "0")
    off = doctor.native_library()
    assert (off.state, off.detail) == ("missing", "HEGUI_NATIVE=0")


def test_only_needed_things_count() -> None:
    assert healthy([found(), found(state="missing", needed=False)])
    assert not healthy([found(), found(state="broken")])


def test_a_library_that_does_not_load_is_broken() -> None:
    item = Item(id="x", zh="", en="", needed=True, module="no_such_module", package="click")
    state, detail = library(item)
    assert state == "broken"
    assert "ModuleNotFoundError" in detail


def test_a_program_is_found_by_any_of_its_names(tmp_path: Path, monkeypatch: Any) -> None:
    tool = tmp_path / "second"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert program(("first", "second")) == ("ok", str(tool))
    assert program(("first",)) == ("missing", "")


def test_what_is_there_needs_no_advice() -> None:
    group = Group(id="g", zh="", en="", items=(), extra="corpus")
    item = Item(id="x", zh="", en="", needed=True, module="click", package="click")
    assert look(group, item).get == ""


def test_a_missing_font_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    from hegui.common.errors import MissingExtraError

    def fails() -> None:
        raise MissingExtraError(library="typst", purpose="PDF", extra="reports")

    monkeypatch.setattr("hegui.reports.fonts.choose_fonts", fails)
    one = doctor.fonts()
    assert one.state == "missing"
    assert "hegui[reports]" in one.get


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: Any) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", "utf-8")
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(blocked / "cache"))
    one = doctor.cache_state()
    assert one.state == "broken"
    assert not one.needed
