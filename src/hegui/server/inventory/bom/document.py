"""The document: components, services, dependencies, and its check against the schema."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

from hegui import __version__
from hegui.common.errors import HeguiError
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.server.inventory.bom.component import component, reference, service
from hegui.server.inventory.bom.parts import Material, rests_on

WITHOUT = ("supplied_by", "commissioned_from")
"""Suppliers are named at what they supply; they are no dependencies."""
LISTS = ("components", "services", "dependencies")
PIECE = 10
"""So many entries of each list are compared with the schema at once."""


class BomInvalidError(HeguiError):
    """The bill does not fit the CycloneDX schema; nothing was handed out."""

    code = "bom_invalid"
    http_status = 422
    text = Text(
        "生成的清单不符合 CycloneDX 1.6 格式，未导出：{problem}。请检查对象的名称、许可和来源。",
        "The bill does not fit CycloneDX 1.6 and was not exported: {problem}. Check the names, "
        "licences and origins of the subjects.",
    )


def bom_write(material: Material) -> bytes:
    """Return the bill as JSON, validated. Raises `BomInvalidError`."""
    document = _document(material)
    digest = sha256_bytes(_bytes(document)).removeprefix("sha256:")
    document["serialNumber"] = uuid.UUID(hex=digest[:32], version=5).urn
    _validate(document)
    return _bytes(document)


def _bytes(document: dict[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode() + b"\n"


def _document(material: Material) -> dict[str, Any]:
    subjects = [row for row in material.subjects if row.type != "supplier"]
    services = [service(row, material) for row in subjects if row.type == "service"]
    components = [component(row, material) for row in subjects if row.type != "service"]
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(material),
        **({"components": components} if components else {}),
        **({"services": services} if services else {}),
        "dependencies": _dependencies(material),
    }


def _metadata(material: Material) -> dict[str, Any]:
    moment = material.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    tool = {"type": "application", "name": "hegui", "version": __version__}
    about = {"name": "hegui:scope", "value": material.root.key if material.root else "all"}
    return {
        "timestamp": moment,
        "tools": {"components": [tool]},
        "manufacturer": {"name": material.organisation},
        "properties": [about],
    }


def _dependencies(material: Material) -> list[dict[str, Any]]:
    keys = {row.pk: reference(row) for row in material.subjects if row.type != "supplier"}
    found: dict[str, set[str]] = {ref: set() for ref in keys.values()}
    for row in material.relations:
        user, used = rests_on(row)
        if row.type not in WITHOUT and user in keys and used in keys:
            found[keys[user]].add(keys[used])
    return [
        {"ref": ref, **({"dependsOn": sorted(used)} if used else {})}
        for ref, used in sorted(found.items())
    ]


def _validate(document: dict[str, Any]) -> None:
    """Compare a bill with the schema, in pieces.

    The schema wants the entries of each list to differ, and the library compares each with each:
    whole, ten thousand components would take half an hour. References are unique by their making,
    so that pieces which fit make a whole that fits.
    """
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    for piece in _pieces(document):
        problem = validator.validate_str(_bytes(piece).decode())
        if problem is not None:
            raise BomInvalidError(problem=str(problem)[:300])


def _pieces(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the document with at most `PIECE` entries in each of its lists, all entries in all."""
    longest = max(len(document.get(name, ())) for name in LISTS)
    frame = {name: value for name, value in document.items() if name not in LISTS}
    for start in range(0, max(longest, 1), PIECE):
        cut = {name: document.get(name, [])[start : start + PIECE] for name in LISTS}
        yield frame | {name: rows for name, rows in cut.items() if rows}
