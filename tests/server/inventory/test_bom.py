"""The AI bill of materials."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from hegui.server.core.errors import ConflictError
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.bom import (
    BomInvalidError,
    Material,
    bom_material,
    bom_write,
    document,
)
from hegui.server.inventory.bom.component import component
from hegui.server.inventory.models import Subject
from hegui.server.inventory.services import filing_create, subject_change, subject_create

Viewers = Callable[..., Viewer]
Made = dict[str, Subject]


def bill(viewer: Viewer, subject: Subject | None = None) -> dict[str, Any]:
    data = bom_write(bom_material(viewer=viewer, subject=subject))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(data.decode()) is None
    found: dict[str, Any] = json.loads(data)
    return found


@pytest.fixture
def rich(viewer: Viewers, made: Made) -> Made:
    """Fill the inventory with all that a bill can say."""
    card = {
        "task": "对话",
        "inputs": "text\nimage",
        "limitations": "会出错\n会出错",
        "fairness": "测过",
    }
    changes = {"card": card, "licence": "Apache-2.0", "origin": "https://example.com/m?a=1"}
    subject_change(acting_user=viewer(), subject=made["yunlu-7b"], changes=changes)
    odd = {
        "licence": "自有 许可 \"'<",
        "origin": "javascript:alert(1) \u2028",
        "description": "x\n" * 99,
    }
    subject_change(acting_user=viewer(), subject=made["corpus"], changes=odd)
    subject_create(acting_user=viewer(), type="algorithm", key="rank", name="排序")
    filing_create(
        acting_user=viewer(),
        subject=made["assistant"],
        procedure="FIL-ALG",
        number="网信算备330110507206401230035号",
        status="granted",
    )
    return made


def test_the_whole_inventory(viewer: Viewers, rich: Made) -> None:
    found = bill(viewer())
    parts = {row["bom-ref"]: row for row in found["components"]}
    assert {ref: row["type"] for ref, row in parts.items()} == {
        "algorithm:rank": "library",
        "dataset:corpus": "data",
        "model:yunlu-7b": "machine-learning-model",
    }
    model = parts["model:yunlu-7b"]
    assert model["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert model["licenses"] == [{"license": {"id": "Apache-2.0"}}]
    assert model["modelCard"]["modelParameters"]["datasets"] == [{"ref": "dataset:corpus"}]
    assert model["modelCard"]["considerations"]["technicalLimitations"] == ["会出错"]
    assert parts["dataset:corpus"]["supplier"] == {"name": "名称 datahouse"}
    assert "externalReferences" not in parts["dataset:corpus"]
    depends = {row["ref"]: row.get("dependsOn", []) for row in found["dependencies"]}
    assert depends["service:assistant"] == ["model:yunlu-7b"]
    assert depends["model:yunlu-7b"] == ["dataset:corpus"]
    properties = {p["name"] for p in found["services"][0]["properties"]}
    assert "hegui:filing:FIL-ALG" in properties


def test_one_service_holds_only_what_it_needs(viewer: Viewers, rich: Made) -> None:
    found = bill(viewer(), rich["assistant"])
    assert [row["bom-ref"] for row in found["components"]] == ["dataset:corpus", "model:yunlu-7b"]
    assert bill(viewer(), rich["corpus"]).get("services") is None


def test_the_same_records_give_the_same_bytes(viewer: Viewers, rich: Made) -> None:
    first = bom_write(bom_material(viewer=viewer()))
    assert first == bom_write(bom_material(viewer=viewer("engineer")))
    subject_change(acting_user=viewer(), subject=rich["assistant"], changes={"name": "新"})
    second = bom_write(bom_material(viewer=viewer()))
    assert json.loads(first)["serialNumber"] != json.loads(second)["serialNumber"]


def test_an_empty_inventory_has_no_bill(viewer: Viewers) -> None:
    with pytest.raises(ConflictError):
        bom_material(viewer=viewer())


def test_a_long_bill_is_compared_with_the_schema_in_pieces_and_to_its_end(
    viewer: Viewers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(25):
        subject_create(acting_user=viewer(), type="model", key=f"m{number:02}", name="模型")
    lengths = []
    whole = JsonStrictValidator.validate_str

    def watched(self: Any, text: str) -> Any:
        lengths.append(len(json.loads(text).get("components", ())))
        return whole(self, text)

    monkeypatch.setattr(JsonStrictValidator, "validate_str", watched)
    material = bom_material(viewer=viewer())
    assert len(json.loads(bom_write(material))["components"]) == 25
    assert lengths == [10, 10, 5]

    def wrong(subject: Subject, material: Material) -> dict[str, Any]:
        found = component(subject, material)
        return found | ({"type": "nonsense"} if subject.key == "m24" else {})

    monkeypatch.setattr(document, "component", wrong)
    with pytest.raises(BomInvalidError):
        bom_write(material)
