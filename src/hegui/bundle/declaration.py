"""The declaration as assessed: project.yaml of a bundle."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import msgspec

from hegui.bundle.layout import PROJECT
from hegui.catalogue.model import Catalogue
from hegui.conformity.conclusion import NONCONFORMITIES
from hegui.conformity.model import Inputs
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.project.declared import Declared
from hegui.project.facts import set_facts
from hegui.project.model import Endpoint, Project
from hegui.project.secrets import looks_secret
from hegui.project.source import compose

REMOVED = "***"


def assessed(declared: Declared, catalogue: Catalogue) -> Project:
    """Return the declaration with day, rule set and digests resolved and secrets removed."""
    project = declared.project
    default = next((r.id for r in catalogue.rule_sets.values() if r.default), "")
    endpoints = tuple(_public(endpoint) for endpoint in project.targets.endpoints)
    return msgspec.structs.replace(
        project,
        as_of=declared.as_of,
        rule_set=project.rule_set or default,
        subjects=declared.subjects,
        targets=msgspec.structs.replace(project.targets, endpoints=endpoints),
        checks={name: _scrub(values) for name, values in project.checks.items()},
    )


def _public(endpoint: Endpoint) -> Endpoint:
    """Return the endpoint without passwords and parameters in its address."""
    url = urlsplit(endpoint.base_url)
    netloc = url.netloc.rpartition("@")[2]
    return msgspec.structs.replace(
        endpoint, base_url=urlunsplit((*url[:1], netloc, url.path, "", ""))
    )


def _scrub(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _scrub(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_scrub(inner) for inner in value]
    return REMOVED if isinstance(value, str) and looks_secret(value) else value


def project_bytes(project: Project) -> bytes:
    """Return the declaration as YAML in a fixed order; equal declarations give equal bytes."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Quotes text that a YAML 1.2 reader could take for a number."""

    def quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = "'" if text[:1] in "+-.0123456789" else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    Dumper.add_representer(str, quoted)
    plain = msgspec.to_builtins(project)
    text: str = yaml.dump(plain, Dumper=Dumper, allow_unicode=True, sort_keys=True, width=100)
    return text.encode()


def parse_project(data: bytes) -> Project:
    """Return the declaration of a bundle; raise `ValueError` when it is not one."""
    source = compose(data.decode("utf-8"))
    if source.problems:
        raise ValueError(source.problems[0].text.en)
    if not isinstance(source.value, dict):
        raise ValueError("it holds no keys")
    value = source.value | {"facts": set_facts(source.value.get("facts"))}
    project = msgspec.convert(value, Project)
    if project.as_of is None:
        raise ValueError("as_of is missing")
    return project


def declared_of(project: Project, root: Path) -> Declared:
    """Return the declaration as one that stands in the folder of the bundle."""
    assert project.as_of is not None, "a declaration as assessed has its day"
    return Declared(project, root, root / PROJECT, project.as_of, project.subjects)


def unkept_of(project: Project) -> tuple[str, ...]:
    """Return the kinds of records that nobody is said to keep: none given then says nothing."""
    kept = project.nonconformities_kept
    if kept is None:
        kept = bool(project.nonconformities)
    return () if kept else (NONCONFORMITIES,)


def inputs_of(
    project: Project, results: Sequence[CheckResult], evidence: Sequence[EvidenceItem]
) -> Inputs:
    """Return everything that verdicts depend on, besides the catalogue."""
    declared = declared_of(project, Path())
    return Inputs(
        as_of=declared.as_of,
        rule_set=project.rule_set,
        facts=declared.facts(),
        subjects=project.subjects,
        people=project.people,
        results=tuple(results),
        evidence=tuple(evidence),
        attestations=project.attestations,
        decisions=project.decisions,
        nonconformities=project.nonconformities,
        unkept=unkept_of(project),
    )
