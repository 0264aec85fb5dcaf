"""The registry of the label reader."""

from pathlib import Path

import pytest

from hegui.engine import labelled
from hegui.engine.labelled import LabelReaderError, has_label, register_label_reader


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled, "_readers", [])


def test_without_a_reader_nobody_knows(tmp_path: Path) -> None:
    assert has_label(tmp_path) is None


def test_a_second_reader_is_refused_and_the_same_one_is_not(tmp_path: Path) -> None:
    def reader(_path: Path) -> bool:
        return True

    register_label_reader(reader)
    register_label_reader(reader)
    assert has_label(tmp_path) is True
    with pytest.raises(LabelReaderError):
        register_label_reader(lambda _path: False)


def test_a_file_that_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    def reader(path: Path) -> bool:
        return bool(path.read_bytes())

    register_label_reader(reader)
    assert has_label(tmp_path / "gone") is None
