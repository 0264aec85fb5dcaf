"""A small inventory: a service on a model, trained on data bought from a supplier."""

from collections.abc import Callable

import pytest

from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject
from hegui.server.inventory.services import relation_add, subject_create, version_add

Made = dict[str, Subject]
DIGEST = "sha256:" + "ab" * 32


@pytest.fixture
def made(viewer: Callable[..., Viewer]) -> Made:
    """Return the subjects by key."""
    who = viewer()
    names = {
        "assistant": "service",
        "yunlu-7b": "model",
        "corpus": "dataset",
        "datahouse": "supplier",
    }
    found = {
        key: subject_create(acting_user=who, type=kind, key=key, name=f"名称 {key}")
        for key, kind in names.items()
    }
    version_add(acting_user=who, subject=found["yunlu-7b"], label="1.0", digest=DIGEST)
    for source, kind, target in (
        ("yunlu-7b", "served_by", "assistant"),
        ("yunlu-7b", "trained_on", "corpus"),
        ("corpus", "supplied_by", "datahouse"),
    ):
        relation_add(acting_user=who, source=found[source], target=found[target], kind=kind)
    return found
