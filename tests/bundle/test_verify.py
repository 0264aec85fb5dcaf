"""A sealed bundle verifies; whatever is changed in it is found and named."""

from pathlib import Path

from hegui.bundle import open_bundle, verify
from tests.bundle import factory


def test_a_sealed_bundle_verifies_and_opens(tmp_path: Path) -> None:
    manifest = factory.make(tmp_path / "b")
    found = verify(tmp_path / "b")
    assert (found.ok, found.level, found.recomputed) == (True, "integrity", True)
    assert found.signed_at == "2026-11-20T08:00:00Z"
    assert found.conclusion == "conforms"
    bundle = open_bundle(tmp_path / "b")
    assert bundle.digest == found.digest == manifest.root
    assert [v.clause for v in bundle.assessment.verdicts] == ["K-2", "K-1", "K-10"]
