"""The parts of a bundle that verdicts are made from: how each is written and read back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from hegui.bundle.declaration import inputs_of, parse_project
from hegui.bundle.layout import CATALOGUE, EVIDENCE_INDEX, PROJECT, RESULTS, VERDICTS
from hegui.bundle.manifest import strict_json
from hegui.bundle.problems import Problem, problem
from hegui.bundle.statement import outcome_of
from hegui.catalogue.model import Catalogue
from hegui.common.hashing import canonical_json
from hegui.conformity.model import Assessment, Inputs
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.engine.store import split_stem
from hegui.project.model import Project

T = TypeVar("T")
SUFFIX = ".json"


@dataclass(frozen=True, slots=True)
class Contents:
    """The parsed parts; `verdicts` is what verdicts.json says, still to be recomputed."""

    project: Project
    catalogue: Catalogue
    results: dict[str, CheckResult]
    """Results by path, in order of check and job."""
    evidence: tuple[EvidenceItem, ...]
    verdicts: dict[str, Any]

    def inputs(self) -> Inputs:
        """Return everything that verdicts depend on, besides the catalogue."""
        return inputs_of(self.project, list(self.results.values()), self.evidence)


def catalogue_bytes(catalogue: Catalogue) -> bytes:
    """Return the catalogue as JSON whose rows keep their order, since verdicts follow it."""
    plain = msgspec.to_builtins(catalogue, str_keys=True)
    return json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"


def evidence_bytes(items: Sequence[EvidenceItem]) -> bytes:
    """Return evidence/index.json."""
    return canonical_json(list(items))


def verdicts_bytes(assessment: Assessment) -> bytes:
    """Return verdicts.json; equal inputs give equal bytes."""
    from hegui.conformity import verdicts_document

    return canonical_json(verdicts_document(assessment))


def result_order(path: str) -> tuple[str, int]:
    """Return the place of a result file: by check id, then job number."""
    name = path.removeprefix(f"{RESULTS}/").removesuffix(SUFFIX)
    return split_stem(name) or (name, 0)


def parsed_paths(paths: Sequence[str]) -> list[str]:
    """Return, of all files, those that `parse_contents` needs, results in their order."""
    results = [p for p in paths if p.startswith(f"{RESULTS}/") and p.endswith(SUFFIX)]
    return [PROJECT, CATALOGUE, EVIDENCE_INDEX, VERDICTS, *sorted(results, key=result_order)]


def parse_contents(files: Mapping[str, bytes]) -> tuple[Contents | None, list[Problem]]:
    """Return the parts from their bytes, or None and a problem for each file of the wrong shape."""
    parser = _Parser(files)
    project = parser.read(PROJECT, parse_project)
    catalogue = parser.read(CATALOGUE, record(Catalogue))
    evidence = parser.read(EVIDENCE_INDEX, record(tuple[EvidenceItem, ...]))
    verdicts = parser.read(VERDICTS, verdicts_of)
    paths = [p for p in files if p.startswith(f"{RESULTS}/")]
    results = {p: parser.read(p, record(CheckResult)) for p in paths}
    if parser.problems or not (project and catalogue and verdicts) or evidence is None:
        return None, parser.problems
    found = {path: result for path, result in results.items() if result is not None}
    return Contents(project, catalogue, found, evidence, verdicts), []


class _Parser:
    """Reads parts and collects what is wrong."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.problems: list[Problem] = []

    def read(self, path: str, parse: Callable[[bytes], T]) -> T | None:
        """Return the parsed part, or None with a problem."""
        if path not in self.files:
            self.problems.append(problem("missing", path))
            return None
        try:
            return parse(self.files[path])
        except (ValueError, RecursionError) as error:
            self.problems.append(problem("shape", path, why=error or type(error).__name__))
            return None


def record(kind: type[T]) -> Callable[[bytes], T]:
    """Return a strict reader of a JSON file that holds a record of this type."""

    def parse(data: bytes) -> T:
        return msgspec.convert(strict_json(data), kind)

    return parse


def verdicts_of(data: bytes) -> dict[str, Any]:
    """Return what verdicts.json says; it must be in its canonical form."""
    value = strict_json(data)
    if canonical_json(value) != data:
        raise ValueError("it is not in canonical form")
    if not isinstance(value, dict) or set(value) != {"conclusion", "verdicts"}:
        raise ValueError("its keys are not conclusion and verdicts")
    outcome_of(value)
    return value
