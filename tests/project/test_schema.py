"""The published schema is current, describes every key, and agrees with the loader."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import yaml

from hegui.catalogue.model import Catalogue
from hegui.project import Declared, ProjectFileError, model
from hegui.project.schema import FILE, project_schema, schema_bytes
from hegui.project.source import compose
from hegui.project.words import words

ROOT = Path(__file__).resolve().parents[2]
RECORDS = [
    value
    for value in vars(model).values()
    if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__struct_fields__
]


def test_every_key_has_its_meaning_in_both_languages() -> None:
    for record in RECORDS:
        meaning = words()[record.__name__]
        assert set(meaning) == {"", *record.__struct_fields__}
        assert all(text.zh and text.en for text in meaning.values())


def test_the_published_schema_is_current() -> None:
    """Run `python -m hegui.project.schema` when this fails."""
    from hegui.catalogue import load as load_catalogue

    assert FILE.read_bytes() == schema_bytes(load_catalogue())
    assert (ROOT / "docs" / "reference" / "hegui.schema.json").read_bytes() == FILE.read_bytes()


def test_the_schema_is_a_valid_schema(catalogue: Catalogue) -> None:
    jsonschema.Draft202012Validator.check_schema(project_schema(catalogue))


HEAD = "schema: hegui/project/1\norganisation: {id: acme, name: 示例公司}\n"
PEOPLE = "people: [{id: wang, name: 王某}]\n"
GOOD = [
    "",
    "facts:\n",
    "as_of: 2026-11-20\nfacts: {serves_public: true, pi_subjects: 3, role: [provider]}\n",
    "facts: {serves_public: }\n",
    PEOPLE + "facts: {public_opinion: {value: true, by: wang, on: 2026-01-01, reason: 是}}\n",
    PEOPLE + "facts: {serves_public: {value: false, by: wang, on: 2026-01-01, reason: 否}}\n",
    "subjects: [{id: m, kind: model, name: 模型, version: '1.0'}]\n"
    "targets: {endpoints: [{id: e, subject: m, base_url: 'http://a/v1', temperature: 0.5}]}\n",
]
BAD = [
    "peple: []\n",
    "organization: {}\n",
    "people: [{id: wang}]\n",
    "people: [{id: 'a b', name: 王某}]\n",
    "subjects: [{id: m, kind: modle, name: 模型}]\n",
    "subjects: [{id: m, kind: model, name: 模型, version: 1.0}]\n",
    "subjects: [{id: m, kind: model, name: 模型, digest: 'md5:1'}]\n",
    "facts: {serves_public: 1}\n",
    "facts: {pi_subjects: '3'}\n",
    "facts: {pi_subjects: -3}\n",
    "facts: {role: provider}\n",
    "facts: {role: [provide]}\n",
    "facts: {public_opinion: true}\n",
    "facts: {public_opinion: {value: true}}\n",
    "documents: {}\n",
    "targets: {endpoints: [{id: e, subject: acme, base_url: 'http://a/v1', temperature: 3}]}\n",
]


def valid(schema: dict[str, Any], text: str) -> bool:
    checker = jsonschema.Draft202012Validator(schema)
    return checker.is_valid(compose(HEAD + text).value)


@pytest.mark.parametrize("text", GOOD)
def test_the_schema_accepts_what_the_loader_accepts(
    load: Callable[..., Declared], catalogue: Catalogue, text: str
) -> None:
    assert load(text, head=HEAD).project.organisation.id == "acme"
    assert valid(project_schema(catalogue), text)


@pytest.mark.parametrize("text", BAD)
def test_the_schema_refuses_what_the_loader_refuses(
    load: Callable[..., Declared], catalogue: Catalogue, text: str
) -> None:
    with pytest.raises(ProjectFileError):
        load(text, head=HEAD)
    assert not valid(project_schema(catalogue), text)


def test_dates_of_other_yaml_readers_are_text_for_the_schema(catalogue: Catalogue) -> None:
    """YAML 1.1 readers give dates as dates; editors give text, which is what the schema speaks of."""
    value = yaml.safe_load(HEAD + "as_of: 2026-11-20\n")
    assert value["as_of"] == dt.date(2026, 11, 20)
    assert compose(HEAD + "as_of: 2026-11-20\n").value["as_of"] == "2026-11-20"
