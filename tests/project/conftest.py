"""A small catalogue and a project folder for tests of the project file."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue.model import (
    Catalogue,
    Condition,
    Criterion,
    EvidenceType,
    Fact,
    Label,
    Point,
    RuleSet,
)
from hegui.project import Declared, ProjectFileError, load_project

DAY = dt.date(2026, 11, 20)
TABLES = [
    name for name in Catalogue.__struct_fields__ if name not in ("version", "digest", "as_of")
]


def _fact(name: str, kind: Any, **more: Any) -> tuple[str, Fact]:
    return name, Fact(id=name, type=kind, zh=name, en=name, **more)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    rows: dict[str, Any] = {name: {} for name in TABLES}
    rows["facts"] = dict(
        [
            _fact("serves_public", "bool"),
            _fact("pi_subjects", "int"),
            _fact("role", "set", values=("developer", "provider")),
            _fact("public_opinion", "bool", judgement=True),
        ]
    )
    rows["labels"] = {"role": {r: Label(id=r, zh=r, en=r) for r in ("data_lead", "top_manager")}}
    point = Point(id="p1", name_zh="要点", name_en="point", text_zh="要点", text_en="point")
    rows["evidence_types"] = {
        "EV-A": EvidenceType(id="EV-A", zh="文件", en="document", points=(point,))
    }
    conditions = (
        Condition(id="C1", needs="measure", essential=True),
        Condition(id="C2", needs="attestation", essential=True),
    )
    rows["criteria"] = {
        "4.1": Criterion(
            id="4.1",
            grade="g",
            subject_kind="organisation",
            applies_when="true",
            weight=1,
            gate=False,
            conditions=conditions,
        )
    }
    rows["rule_sets"] = {"RS-1": RuleSet(id="RS-1", grade="g", title_zh="规则集")}
    return Catalogue(version="1", digest="0" * 64, as_of=DAY, **rows)


HEAD = """\
schema: hegui/project/1
organisation: {id: acme, name: 示例公司}
people:
  - {id: wang, name: 王某, roles: [data_lead]}
subjects:
  - {id: m1, kind: model, name: 模型}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a project folder with one document in it."""
    root = tmp_path / "project"
    (root / "docs").mkdir(parents=True)
    (root / "docs" / "a.md").write_text("内容", "utf-8")
    return root


@pytest.fixture
def load(folder: Path, catalogue: Catalogue) -> Callable[..., Declared]:
    """Load a project of the usual head and the given text."""

    def loaded(text: str = "", *, head: str = HEAD, **options: Any) -> Declared:
        path = folder / "hegui.yaml"
        path.write_text(head + text, "utf-8")
        return load_project(path, catalogue, **options)

    return loaded


@pytest.fixture
def problems(load: Callable[..., Declared]) -> Callable[..., list[tuple[str, int, str]]]:
    """Return the (code, line, key) of every problem of a project of the usual head and the text."""

    def found(text: str, **options: Any) -> list[tuple[str, int, str]]:
        with pytest.raises(ProjectFileError) as caught:
            load(text, **options)
        return [(p.code, p.line, p.key) for p in caught.value.problems]

    return found
