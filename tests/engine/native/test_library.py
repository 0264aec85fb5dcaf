"""The library is built where it can be, refused where it is not ours, and never missed."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hegui.engine.literals import beside, compile_literals, installed_engines
from hegui.engine.native.build import HERE, build, compiler, sources_digest
from hegui.engine.native.library import SWITCH, library, load
from hegui.engine.native.lines import NativeLines
from hegui.engine.native.literals import NativeLiterals
from tests.support.native import native, needs_native


def test_the_library_is_here_where_a_compiler_is() -> None:
    assert (native() is not None) or not compiler() or os.environ.get(SWITCH)


@needs_native
def test_it_is_the_fastest_engine_and_knows_only_bytes() -> None:
    assert installed_engines()[0] == "native"
    assert compile_literals([b"x"])[0] == "native"
    assert beside("native") == installed_engines()[1]
    assert beside("python") == "python"


@pytest.mark.parametrize("off", ["0", "off", " No "])
def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch, off: str) -> None:
    monkeypatch.setenv(SWITCH, off)
    assert library() is None
    assert "native" not in installed_engines()
    for make in (lambda: NativeLiterals([b"x"]), lambda: NativeLines(b"text")):
        with pytest.raises(ImportError):
            make()


def test_a_library_of_other_sources_is_refused(tmp_path: Path) -> None:
    if not compiler():
        pytest.skip("no C compiler")
    own = tmp_path / "own.so"
    assert build(own) == ""
    assert load(own).native_sources() == sources_digest().encode()
    other = tmp_path / "other.so"
    code = own.read_bytes()
    other.write_bytes(code.replace(sources_digest().encode(), b"0" * 32))
    assert ctypes.CDLL(str(other)).native_sources
    assert load(other) is None


def test_what_is_no_library_is_refused(tmp_path: Path) -> None:
    assert load(tmp_path / "absent.so") is None
    (tmp_path / "text.so").write_text("no library")
    assert load(tmp_path / "text.so") is None


def test_building_without_a_compiler_fails_nothing_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "native.lib"
    target.write_bytes(b"an old one")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CC", raising=False)
    assert compiler() == []
    assert build(target) == "no C compiler"
    assert list(tmp_path.iterdir()) == []


def test_a_compiler_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", f"{sys.executable} -c 'import sys; sys.exit(\"broken\")'")
    assert "broken" in build(tmp_path / "native.lib")
    assert list(tmp_path.iterdir()) == []


def test_the_builder_needs_nothing_of_the_product(tmp_path: Path) -> None:
    code = f"import runpy; print(runpy.run_path({str(HERE / 'build.py')!r})['sources_digest']())"
    alone = {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code],
        env=alone,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == sources_digest()
