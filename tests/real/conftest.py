"""A real inference server that serves random weights."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.inference_server import InferenceServer
from tests.support.tiny_gguf import write_tiny_gguf


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a GGUF file with random weights, written here."""
    pytest.importorskip("gguf", reason="the package gguf is not installed")
    return write_tiny_gguf(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture(scope="session")
def inference(tiny_model: Path) -> Iterator[InferenceServer]:
    """Serve it over real HTTP."""
    pytest.importorskip("xllamacpp", reason="the package xllamacpp is not installed")
    with InferenceServer(tiny_model, tiny_model.with_suffix(".log")) as server:
        yield server
