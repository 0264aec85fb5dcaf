"""One subject as a component or service of CycloneDX."""

import re
from typing import Any
from urllib.parse import urlsplit

from hegui.server.inventory.bom.parts import Material
from hegui.server.inventory.models import Subject
from hegui.server.inventory.selectors import current_version

TYPES = {"model": "machine-learning-model", "dataset": "data", "algorithm": "library"}
CARD_LISTS = {"uses": "useCases", "users": "users", "limitations": "technicalLimitations"}
URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&()*+,;=%-]+")


def reference(subject: Subject) -> str:
    """Return how the bill names a subject."""
    return f"{subject.type}:{subject.key}"


def component(subject: Subject, material: Material) -> dict[str, Any]:
    """Return a model, dataset or algorithm as a component."""
    found = _common(subject, material) | {"type": TYPES[subject.type]}
    found |= _hashes(subject) | _supplier(subject, material)
    if subject.type == "dataset":
        found["data"] = [{"type": "dataset", "name": subject.name}]
    if subject.type == "model":
        found |= _model_card(subject, material)
    return found


def service(subject: Subject, material: Material) -> dict[str, Any]:
    """Return a service."""
    supplier = _supplier(subject, material)
    provider = {"provider": supplier["supplier"]} if supplier else {}
    return _common(subject, material) | provider


def _common(subject: Subject, material: Material) -> dict[str, Any]:
    version = current_version(subject)
    found: dict[str, Any] = {"bom-ref": reference(subject), "name": subject.name}
    if version is not None:
        found["version"] = version.label
    if subject.description:
        found["description"] = subject.description
    if subject.licence:
        found["licenses"] = [{"license": _licence(subject.licence)}]
    if URL.fullmatch(subject.origin) and urlsplit(subject.origin).hostname:
        found["externalReferences"] = [{"type": "distribution", "url": subject.origin}]
    found["properties"] = _properties(subject, material)
    return found


def _licence(text: str) -> dict[str, str]:
    from cyclonedx.spdx import is_supported_id

    return {"id": text} if is_supported_id(text) else {"name": text}


def _properties(subject: Subject, material: Material) -> list[dict[str, str]]:
    """Return what CycloneDX has no place for; the names begin with `hegui:`."""
    version = current_version(subject)
    found = {
        "hegui:kind": subject.type,
        "hegui:status": subject.status,
        "hegui:stage": subject.stage,
        "hegui:name_en": subject.name_en,
        "hegui:origin": subject.origin,
        "hegui:digest": version.digest if version else "",
        "hegui:released_on": str(version.released_on or "") if version else "",
        "hegui:parameters": subject.card.get("parameters", ""),
    }
    pairs = [(name, value) for name, value in found.items() if value]
    pairs += [
        (f"hegui:filing:{row.procedure}", row.number)
        for row in material.filings_of(subject)
        if row.number and row.status == "granted"
    ]
    pairs += [
        (f"hegui:{row.type}", reference(row.target)) for row in material.relations_of(subject)
    ]
    return [{"name": name, "value": value} for name, value in sorted(pairs)]


def _hashes(subject: Subject) -> dict[str, Any]:
    """Return the SHA-256 digest; CycloneDX knows no SM3, which stays a property."""
    version = current_version(subject)
    if version is None or not version.digest.startswith("sha256:"):
        return {}
    return {"hashes": [{"alg": "SHA-256", "content": version.digest.removeprefix("sha256:")}]}


def _supplier(subject: Subject, material: Material) -> dict[str, Any]:
    for kind in ("supplied_by", "commissioned_from"):
        for row in material.relations_of(subject):
            if row.type == kind:
                return {"supplier": {"name": row.target.name}}
    return {}


def _model_card(subject: Subject, material: Material) -> dict[str, Any]:
    parameters = _parameters(subject, material)
    considerations = {
        theirs: _lines(subject.card[ours])
        for ours, theirs in CARD_LISTS.items()
        if subject.card.get(ours)
    }
    if subject.card.get("fairness"):
        considerations["ethicalConsiderations"] = [
            {"name": line} for line in _lines(subject.card["fairness"])
        ]
    card: dict[str, Any] = {"bom-ref": f"card:{subject.key}"}
    if parameters:
        card["modelParameters"] = parameters
    if considerations:
        card["considerations"] = considerations
    return {"modelCard": card} if len(card) > 1 else {}


def _parameters(subject: Subject, material: Material) -> dict[str, Any]:
    card = subject.card
    found: dict[str, Any] = {}
    if card.get("task"):
        found["task"] = card["task"]
    if card.get("architecture"):
        found["modelArchitecture"] = card["architecture"]
    for name in ("inputs", "outputs"):
        if card.get(name):
            found[name] = [{"format": line} for line in _lines(card[name])]
    data = [
        {"ref": reference(row.target)}
        for row in material.relations_of(subject)
        if row.type == "trained_on"
    ]
    return found | ({"datasets": data} if data else {})


def _lines(text: str) -> list[Any]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
