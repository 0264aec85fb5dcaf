"""A small catalogue, a project folder and a context that records, for tests of single checks."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hegui.catalogue.model import Catalogue, Requirement, Risk, Threshold
from hegui.engine.check import Check, Outcome
from hegui.engine.model import Finding, ItemError
from hegui.engine.registry import load_checks
from hegui.engine.shared import Shared
from hegui.project.declared import Declared
from hegui.project.model import (
    Bank,
    ClassifierResults,
    Corpus,
    FieldMap,
    Organisation,
    Project,
    Protected,
    Subject,
    Targets,
    TermLibrary,
)
from hegui.project.paths import expand, inside

DAY = dt.date(2026, 11, 20)
TABLES = [n for n in Catalogue.__struct_fields__ if n not in ("version", "digest", "as_of")]
CODES = ("A.1.a", "A.1.b", "A.2.a", "A.3.a")


def risk(code: str) -> Risk:
    """Return a risk; A.1 and A.2 have minimums of all kinds, A.3 only of generated content."""
    wide = {"keywords": 200, "generated": 50, "should_refuse": 20}
    return Risk(
        id=code,
        grade="reproduced",
        clause=code,
        class_id=code[:3],
        title_zh=code,
        title_en=code,
        zh=code,
        en=code,
        minimums={"generated": 20} if code.startswith("A.3") else dict(wide),
    )


def source_limit(requirement: str) -> Requirement:
    """Return a requirement that sets the limit of five percent."""
    return Requirement(
        id=requirement,
        grade="secondary",
        topic="corpus_source",
        title_zh="来源",
        title_en="source",
        zh="来源",
        en="source",
        modality="shall",
        rule_set="TC260-003",
        section="5.1",
        section_grade="unverified",
        status="final",
        threshold=Threshold(metric="share", operator="<=", value=5, unit="percent"),
    )


def small_catalogue() -> Catalogue:
    """Return four risks and the two limits of sources."""
    tables: dict[str, Any] = {name: {} for name in TABLES}
    tables["risks"] = {code: risk(code) for code in CODES}
    tables["requirements"] = {name: source_limit(name) for name in ("SRC-01", "SRC-02")}
    return Catalogue(version="1", digest="0" * 64, as_of=DAY, **tables)


class Recorder:
    """A context that keeps what a check says."""

    seed = "seed"

    def __init__(self, root: Path, project: Project, workers: int = 1) -> None:
        self.declared = Declared(project, root, root / "hegui.yaml", DAY, project.subjects)
        self.catalogue = small_catalogue()
        self.workdir = root / "out"
        self.workers = workers
        self.shared = Shared()
        self.findings: list[Finding] = []
        self.errors: list[ItemError] = []
        self.done: list[int] = []

    def finding(self, finding: Finding) -> None:
        self.findings.append(finding)

    def error(self, error: ItemError) -> None:
        self.errors.append(error)

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        self.done.append(done)

    def path(self, relative: str) -> Path:
        return inside(self.declared.root, relative)

    def glob(self, patterns: Iterable[str]) -> list[Path]:
        return expand(self.declared.root, patterns)


class Desk:
    """A project folder to write into, and a way to run one check over it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.facts: dict[str, Any] = {}
        self.checks: dict[str, dict[str, Any]] = {}
        self.corpora: list[Corpus] = []
        self.terms: list[TermLibrary] = []
        self.classifiers: list[ClassifierResults] = []
        self.banks: list[Bank] = []
        self.protected: list[Protected] = []
        self.workers = 1

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def corpus(self, *files: str, sources: str = "", fields: FieldMap | None = None) -> None:
        number = len(self.corpora)
        self.corpora.append(
            Corpus(
                id=f"corpus{number}",
                subject="data",
                files=files,
                sources=sources,
                fields=fields or FieldMap(),
            )
        )

    def lines(self, name: str, *texts: str, **fields: str) -> None:
        """Write texts as JSON lines and declare them as a corpus."""
        self.write(name, jsonl({"text": text, **fields} for text in texts))
        self.corpus(name)

    def library(self, *terms: dict[str, Any], name: str = "terms.jsonl") -> None:
        self.write(name, jsonl(terms))
        self.terms.append(TermLibrary(id=name, subject="data", file=name))

    def bank(
        self, kind: Any, rows: Sequence[dict[str, Any]], updated: dt.date | None = None
    ) -> None:
        name = f"bank{len(self.banks)}.jsonl"
        self.write(name, jsonl(rows))
        self.banks.append(Bank(id=name, subject="data", kind=kind, file=name, updated=updated))

    def context(self) -> Recorder:
        targets = Targets(
            corpora=tuple(self.corpora),
            terms=tuple(self.terms),
            classifiers=tuple(self.classifiers),
            banks=tuple(self.banks),
            protected=tuple(self.protected),
        )
        project = Project(
            schema="hegui/project/1",
            organisation=Organisation(id="acme", name="示例公司"),
            subjects=(Subject(id="data", kind="dataset", name="语料"),),
            targets=targets,
            facts=self.facts,
            checks=self.checks,
        )
        return Recorder(self.root, project, self.workers)

    def run(self, check_id: str, shared: Shared | None = None) -> tuple[Outcome, Recorder]:
        """Run the one job of a check; `shared` is what earlier checks of the run left."""
        found: Check = load_checks().get(check_id)
        context = self.context()
        context.shared = shared or context.shared
        jobs = list(found.plan(context.declared, context.catalogue))
        assert len(jobs) == 1
        outcome = found.run(jobs[0], context)
        assert set(outcome.measures) <= set(found.measures)
        return outcome, context


def jsonl(rows: Iterable[Any]) -> bytes:
    """Return rows as JSON lines in readable UTF-8."""
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)
