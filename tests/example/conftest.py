"""The example, prepared once: copied, generated, served, checked and judged."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from hegui.catalogue import load
from hegui.catalogue.model import Catalogue
from hegui.checks.records.evidence import read_evidence
from hegui.cli.example import example_folder, prepare, serving
from hegui.conformity import judge
from hegui.conformity.model import Assessment, Inputs
from hegui.engine.model import CheckResult
from hegui.engine.runner import run_checks
from hegui.project import Declared, load_project

EXAMPLE = example_folder()


@dataclass(frozen=True)
class Assessed:
    """The example as declared, what the checks found, and the assessment."""

    declared: Declared
    catalogue: Catalogue
    results: list[CheckResult]
    assessment: Assessment

    def measures(self, check: str, target: str) -> dict[str, Any]:
        """Return the measures of one check run."""
        return next(r for r in self.results if (r.check, r.target) == (check, target)).measures


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("PIL", reason="needs the media extra")
    pytest.importorskip("typst", reason="needs the reports extra")
    return prepare(tmp_path_factory.mktemp("example"))


@pytest.fixture(scope="session")
def assessed(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Assessed:
    catalogue = load()
    with serving(prepared):
        declared = load_project(prepared, catalogue)
        catalogue = load(as_of=declared.as_of)
        results = run_checks(declared, catalogue, out=tmp_path_factory.mktemp("out"))
    project = declared.project
    inputs = Inputs(
        as_of=declared.as_of,
        rule_set=project.rule_set,
        facts=declared.facts(),
        subjects=declared.subjects,
        people=project.people,
        results=tuple(results),
        evidence=tuple(read_evidence(declared, catalogue)),
        attestations=project.attestations,
        decisions=project.decisions,
        nonconformities=project.nonconformities,
    )
    return Assessed(declared, catalogue, results, judge(catalogue, inputs))


@pytest.fixture(scope="session")
def expected() -> dict[str, Any]:
    """Return what was written down before, from the declaration and the data."""
    found: dict[str, Any] = yaml.safe_load((EXAMPLE / "expected.yaml").read_text("utf-8"))
    return found
