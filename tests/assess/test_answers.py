"""Journals of an earlier bundle: copied whole, kept private, and never from a bundle that was changed."""

from pathlib import Path

import pytest

from hegui.assess.answers import EarlierAnswers
from hegui.bundle.problems import DamagedBundleError
from tests.bundle import factory


def test_the_journals_of_a_bundle_are_copied_and_own_ones_stay(tmp_path: Path) -> None:
    factory.make(tmp_path / "bundle")
    target = tmp_path / "work" / factory.JOURNAL
    EarlierAnswers(tmp_path / "bundle").copy(tmp_path / "work")
    assert target.read_bytes() == (tmp_path / "bundle" / factory.JOURNAL).read_bytes()
    assert target.stat().st_mode & 0o077 == 0
    assert [p for p in (tmp_path / "work").rglob("*") if p.is_file()] == [target]
    target.write_bytes(b"own\n")
    EarlierAnswers(tmp_path / "bundle").copy(tmp_path / "work")
    assert target.read_bytes() == b"own\n"


def test_a_changed_journal_is_not_taken(tmp_path: Path) -> None:
    factory.make(tmp_path / "bundle")
    journal = tmp_path / "bundle" / factory.JOURNAL
    journal.write_bytes(journal.read_bytes().replace(b"q0", b"q9"))
    with pytest.raises(DamagedBundleError):
        EarlierAnswers(tmp_path / "bundle").copy(tmp_path / "work")
    assert not (tmp_path / "work" / factory.JOURNAL).exists()
