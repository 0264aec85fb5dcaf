"""Shared fixtures: the folder of real inputs, a clean cache folder, Chinese as the language."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Machines are shared: a slow moment is no defect, of a function or of the library that makes its input.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the user's cache, configuration and language."""
    base = tmp_path_factory.getbasetemp()
    monkeypatch.setenv("XDG_CACHE_HOME", str(base / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(base / "config"))
    monkeypatch.delenv("HEGUI_LANG", raising=False)


@pytest.fixture(scope="session")
def real_inputs() -> Path:
    """Return the folder of real inputs, or skip with the reason."""
    folder = Path(os.environ.get("HEGUI_TEST_INPUTS") or ROOT.parent / "shared")
    if not (folder / "laws").is_dir():
        pytest.skip(f"real inputs are absent: {folder}/laws (set HEGUI_TEST_INPUTS)")
    return folder
