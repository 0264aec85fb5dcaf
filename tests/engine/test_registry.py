"""The registry refuses duplicates and wrong types; a broken plugin is named."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from hegui.common.text import Text
from hegui.engine.check import Check, Outcome, no_jobs
from hegui.engine.registry import (
    GROUP,
    BrokenPluginError,
    CheckNotFoundError,
    DuplicateCheckError,
    InvalidCheckError,
    Registry,
    load_checks,
    load_plugin,
)

GOOD = Check(
    id="a.one",
    version="1",
    title=Text("标题", "title"),
    subject_kinds=("model",),
    measures=("n",),
    cannot_show=Text("看不出", "cannot show"),
    plan=no_jobs,
    run=lambda _job, _ctx: Outcome(measures={}),
)


def test_checks_are_listed_by_id(registry: Registry) -> None:
    for name in ("b.two", "a.one", "b.one.sub_topic"):
        registry.add(replace(GOOD, id=name))
    assert [check.id for check in registry.all()] == ["a.one", "b.one.sub_topic", "b.two"]
    assert registry.get("b.two").id == "b.two"


def test_a_duplicate_is_refused(registry: Registry) -> None:
    registry.add(GOOD)
    with pytest.raises(DuplicateCheckError, match=r"a\.one"):
        registry.add(replace(GOOD, version="2"))


@pytest.mark.parametrize(
    "fields",
    [
        {"id": "one"},
        {"id": "A.one"},
        {"id": "a.one\n"},
        {"id": None},
        {"version": ""},
        {"version": 1},
        {"title": "标题"},
        {"title": Text("标题", "")},
        {"cannot_show": Text("", "x")},
        {"subject_kinds": ()},
        {"subject_kinds": ("robot",)},
        {"measures": ()},
        {"measures": ("n", "n")},
        {"plan": None},
        {"run": "run"},
    ],
)
def test_a_wrong_declaration_is_refused(registry: Registry, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidCheckError):
        registry.add(replace(GOOD, **fields))
    assert registry.all() == []


def test_something_else_is_refused(registry: Registry) -> None:
    with pytest.raises(InvalidCheckError, match="not a Check"):
        registry.add(print)  # type: ignore[arg-type]


def test_an_unknown_id_is_named(registry: Registry) -> None:
    with pytest.raises(CheckNotFoundError, match=r"a\.nothing"):
        registry.get("a.nothing")


@pytest.fixture
def plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], EntryPoint]:
    def make(name: str, source: str) -> EntryPoint:
        (tmp_path / f"{name}.py").write_text(source)
        monkeypatch.syspath_prepend(tmp_path)
        return EntryPoint(name="extra", value=name, group=GROUP)

    return make


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("import no_such_module_at_all", "no_such_module_at_all"),
        ("1/0", "ZeroDivisionError"),
        ("def broken(:", "SyntaxError"),
        (
            "from hegui.engine.registry import InvalidCheckError\n"
            "raise InvalidCheckError(id='x', what='y')",
            "not a valid check",
        ),
    ],
)
def test_a_broken_plugin_gives_one_error_that_names_it(
    plugin: Callable[[str, str], EntryPoint], source: str, why: str
) -> None:
    name = f"hegui_broken_{abs(hash(source))}"
    with pytest.raises(BrokenPluginError, match=why) as caught:
        load_plugin(plugin(name, source))
    assert caught.value.data["plugin"] == "extra"
    assert name in caught.value.message("zh")


def test_the_modules_that_a_family_names_are_loaded_with_it(tmp_path: Path) -> None:
    family = tmp_path / "hegui_named_family"
    family.mkdir()
    (family / "__init__.py").write_text("MODULES = ('one',)\n")
    (family / "one.py").write_text("LOADED = True\n")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from importlib.metadata import EntryPoint\n"
        "from hegui.engine.registry import load_plugin\n"
        "import hegui_named_family\n"
        "print('hegui_named_family.one' in sys.modules)\n"
        "load_plugin(EntryPoint('extra', 'hegui_named_family', 'hegui.checks'))\n"
        "print(sys.modules['hegui_named_family.one'].LOADED)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["False", "True"], done.stderr


def test_loading_twice_registers_once() -> None:
    first = load_checks().all()
    assert load_checks().all() == first
    assert "supply.components" in {check.id for check in first}
