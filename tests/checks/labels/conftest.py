"""The labelling rules of the catalogue, read from its data files."""

from pathlib import Path

import msgspec
import pytest
import yaml

import hegui.catalogue
from hegui.catalogue.model import Catalogue, Grade, LabelRule
from hegui.checks.labels.rules import Rules, load_rules
from tests.checks.records.support import empty_catalogue

DATA = Path(hegui.catalogue.__file__).parent / "data"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    rows: dict[str, LabelRule] = {}
    for path in sorted((DATA / "labelling").glob("*.yaml")):
        for row in yaml.safe_load(path.read_text("utf-8"))["label_rules"]:
            rows[row["id"]] = msgspec.convert(row, LabelRule)
    grades = yaml.safe_load((DATA / "grades.yaml").read_text("utf-8"))["grades"]
    return empty_catalogue(
        label_rules=rows, grades={g["id"]: msgspec.convert(g, Grade) for g in grades}
    )


@pytest.fixture(scope="session")
def rules(catalogue: Catalogue) -> Rules:
    return load_rules(catalogue)
