"""The JSON Schema of hegui.yaml, generated from the records and the facts of the catalogue.

`python -m hegui.project.schema` writes it anew beside this module; a test says when that is due.
"""

from pathlib import Path
from typing import Any

from hegui.catalogue.model import Catalogue, Fact
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json
from hegui.common.text import Text
from hegui.project.model import Project
from hegui.project.words import words

FILE = Path(__file__).with_name("hegui.schema.json")
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES = {"bool": "boolean", "int": "integer"}


def project_schema(catalogue: Catalogue) -> dict[str, Any]:
    """Return the schema; facts the catalogue knows have their type, added ones any fact type."""
    import msgspec

    (reference,), definitions = msgspec.json.schema_components(
        [Project], ref_template="#/$defs/{name}"
    )
    for name, definition in definitions.items():
        _describe(definition, words()[name])
    added = definitions["Project"]["properties"]["facts"]["additionalProperties"]
    _allow_null(definitions["Project"])
    definitions["Project"]["properties"]["facts"] = _facts(catalogue, added)
    return {
        "$schema": DIALECT,
        "title": "hegui.yaml",
        **reference,
        "$defs": definitions,
    }


def _describe(definition: dict[str, Any], meaning: dict[str, Text]) -> None:
    definition["description"] = both(meaning[""])
    for key, field in definition["properties"].items():
        text = both(meaning[key])
        if "$ref" in field:
            definition["properties"][key] = {"allOf": [field], "description": text}
        else:
            field["description"] = text


def _allow_null(project: dict[str, Any]) -> None:
    """Allow an empty value for the optional keys on top: a heading without anything under it."""
    for key, field in project["properties"].items():
        if key not in project["required"]:
            text = field.pop("description")
            project["properties"][key] = {"anyOf": [field, {"type": "null"}], "description": text}


def _facts(catalogue: Catalogue, added: dict[str, Any]) -> dict[str, Any]:
    properties = {name: _fact(fact) for name, fact in sorted(catalogue.facts.items())}
    return {
        "description": both(words()["Project"]["facts"]),
        "anyOf": [
            {
                "type": "object",
                "properties": properties,
                "additionalProperties": {"anyOf": [added, {"type": "null"}]},
            },
            {"type": "null"},
        ],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    """Return the schema of one fact: its value, a judgement of it, or nothing (unknown)."""
    value: dict[str, Any] = {"type": _TYPES.get(fact.type, "array")}
    if fact.type == "set":
        value |= {"items": {"enum": list(fact.values)}, "uniqueItems": True}
    elif fact.type == "int":
        value["minimum"] = 0
    judgement = {"allOf": [{"$ref": "#/$defs/Judgement"}, {"properties": {"value": value}}]}
    plain = [] if fact.judgement else [value]
    return {
        "description": both(Text(fact.zh, fact.en)),
        "anyOf": [*plain, judgement, {"type": "null"}],
    }


def both(text: Text) -> str:
    """Return both languages on one line."""
    return f"{text.zh} / {text.en}"


def schema_bytes(catalogue: Catalogue) -> bytes:
    """Return the schema as it is published."""
    return canonical_json(project_schema(catalogue))


def main() -> None:
    """Write the schema of the catalogue that comes with hegui."""
    from hegui.catalogue import load

    write_atomic(FILE, schema_bytes(load()))


if __name__ == "__main__":
    main()
