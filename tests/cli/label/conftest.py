"""The command line of labels for several test files."""

import pytest

from tests.support.label_cli import Said


@pytest.fixture
def label(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    monkeypatch.setenv("HEGUI_LANG", "en")
    return Said(capsys)
