"""A project on disk, a small catalogue of our own, and a context that keeps what checks report."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.engine.model import Finding, ItemError
from hegui.project.declared import Declared
from hegui.project.model import Organisation, Person, Project, Subject
from hegui.project.paths import expand, inside

DAY = dt.date(2026, 11, 20)
TABLES = [
    name for name in Catalogue.__struct_fields__ if name not in ("version", "digest", "as_of")
]
SUBJECTS = (
    Subject(id="svc", kind="service", name="问答服务", version="2.0", digest="sha256:" + "a" * 64),
    Subject(id="m1", kind="model", name="模型", version="1", digest="sha256:" + "b" * 64),
    Subject(id="sup", kind="supplier", name="供应商"),
)
PEOPLE = (
    Person(id="li", name="李某", roles=("legal_lead",)),
    Person(id="wang", name="王某", roles=("compliance_lead", "product_lead")),
    Person(id="nobody", name="无职", roles=()),
)


def empty_catalogue(**tables: Any) -> Catalogue:
    """Return a catalogue with these tables and nothing else."""
    empty: dict[str, Any] = {name: {} for name in TABLES}
    return Catalogue(version="1", digest="0" * 64, as_of=DAY, **(empty | tables))


def declared_project(
    folder: Path, files: Mapping[str, str | bytes] | None = None, **fields: Any
) -> Declared:
    """Return a project under `folder` with these files and declarations."""
    root = folder / "project"
    root.mkdir(exist_ok=True)
    for name, content in (files or {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    as_of = fields.pop("as_of", DAY)
    project = Project(
        schema="hegui/project/1",
        organisation=Organisation(id="acme", name="示例公司"),
        people=fields.pop("people", PEOPLE),
        subjects=SUBJECTS,
        **fields,
    )
    return Declared(project, root, root / "hegui.yaml", as_of, SUBJECTS)


@dataclass
class Recorder:
    """A context for one job: keeps findings and errors in lists."""

    declared: Declared
    catalogue: Catalogue
    workdir: Path
    seed: str = "seed"
    workers: int = 1
    findings: list[Finding] = field(default_factory=list)
    errors: list[ItemError] = field(default_factory=list)

    def finding(self, finding: Finding) -> None:
        self.findings.append(finding)

    def error(self, error: ItemError) -> None:
        self.errors.append(error)

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        assert done >= 0

    def path(self, relative: str) -> Path:
        return inside(self.declared.root, relative)

    def glob(self, patterns: Iterable[str]) -> list[Path]:
        return expand(self.declared.root, list(patterns))
