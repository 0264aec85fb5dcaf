"""project.yaml of a bundle: everything resolved, nothing secret, and it reads back equal."""

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hegui.bundle.declaration import assessed, declared_of, inputs_of, parse_project, project_bytes
from hegui.project import Declared
from hegui.project.model import Endpoint, Nonconformity, Organisation, Project, Subject, Targets
from tests.bundle import factory
from tests.conformity import factory as f

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1)
TRICKY = st.sampled_from(
    [
        "1e5",
        "0x1f",
        "1_000",
        "007",
        ".5",
        "+1",
        "-",
        "~",
        "null",
        "NO",
        "yes",
        "on",
        "2026-01-01",
        "12:30",
        "=",
        "<<",
        "!x",
        "&a",
        "*a",
        "a: b",
        "- a",
        "# x",
        "'",
        '"',
        " a",
        "a ",
        "a\n b",
    ]
)


def test_it_reads_back_equal() -> None:
    project = factory.project()
    assert parse_project(project_bytes(project)) == project
    assert project_bytes(parse_project(project_bytes(project))) == project_bytes(project)


@given(WORDS | TRICKY, WORDS | TRICKY)
def test_any_text_reads_back_equal(name: str, english: str) -> None:
    organisation = Organisation(id="org", name=name, name_en=english)
    project = factory.project(organisation=organisation)
    assert parse_project(project_bytes(project)) == project


@given(st.dictionaries(TRICKY, TRICKY | st.integers(-(10**17), 10**17) | st.booleans()))
def test_any_parameters_read_back_equal(parameters: dict[str, Any]) -> None:
    project = factory.project(checks={"model.test": parameters})
    assert parse_project(project_bytes(project)) == project


def declared(**fields: Any) -> Declared:
    project = factory.project(as_of=None, rule_set="", **fields)
    subjects = (msgspec.structs.replace(f.MODEL, digest="sha256:" + "d" * 64),)
    return Declared(project, Path("p"), Path("p/hegui.yaml"), f.DAY, subjects)


def test_day_rule_set_and_digests_are_resolved() -> None:
    project = assessed(declared(), factory.catalogue())
    assert (project.as_of, project.rule_set) == (f.DAY, f.GBT)
    assert project.subjects[0].digest == "sha256:" + "d" * 64
    assert declared_of(project, Path("b")).subject("m1").digest == "sha256:" + "d" * 64


def test_secrets_are_removed() -> None:
    key = "sk-" + "a1B2" * 8
    endpoint = Endpoint(
        id="e",
        subject="m1",
        base_url=f"https://user:hunter2@example.org:8443/v1?api_key={key}",
        api_key_env="MODEL_KEY",
    )
    checks = {"model.test": {"headers": {"x": f"Bearer {key}"}, "list": [key, "plain"], "n": 3}}
    given_ = declared(targets=Targets(endpoints=(endpoint,)), checks=checks)
    data = project_bytes(assessed(given_, factory.catalogue())).decode()
    assert key not in data
    assert "hunter2" not in data
    assert "user" not in yaml.safe_load(data)["targets"]["endpoints"][0]["base_url"]
    found = parse_project(data.encode())
    assert found.targets.endpoints[0].base_url == "https://example.org:8443/v1"
    assert found.targets.endpoints[0].api_key_env == "MODEL_KEY"
    expected = {"headers": {"x": "***"}, "list": ["***", "plain"], "n": 3}
    assert found.checks["model.test"] == expected


def test_inputs_hold_what_verdicts_depend_on() -> None:
    project = factory.project(facts={"public": True})
    inputs = inputs_of(project, [], [])
    assert inputs.facts == {"public": True}
    assert inputs.as_of == dt.date(2026, 11, 20)
    assert inputs.attestations == project.attestations


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"a: 1",
        b"\xff",
        b"x: !!python/object:os.system {}",
        b"a: &a [*a]",
        b"a: 1\na: 2",
        b"schema: hegui/project/1\norganisation: {id: o, name: n}\n",
    ],
)
def test_what_is_no_declaration_as_assessed_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_project(data)


def test_a_subject_without_digest_stays_without() -> None:
    project = Project(
        schema="hegui/project/1",
        organisation=Organisation(id="org", name="n"),
        as_of=f.DAY,
        subjects=(Subject(id="s", kind="service", name="s"),),
    )
    assert parse_project(project_bytes(project)).subjects[0].digest == ""


@pytest.mark.parametrize(
    ("kept", "listed", "unkept"),
    [
        (None, False, True),
        (None, True, False),
        (True, False, False),
        (True, True, False),
        (False, False, True),
        (False, True, True),
    ],
)
def test_nonconformities_are_kept_where_the_project_says_so(
    kept: bool | None, listed: bool, unkept: bool
) -> None:
    row = Nonconformity(id="N", clause="K-0", grade="minor", opened=f.DAY)
    project = factory.project(nonconformities_kept=kept, nonconformities=(row,) if listed else ())
    assert inputs_of(parse_project(project_bytes(project)), (), ()).unkept == (
        ("nonconformities",) if unkept else ()
    )
