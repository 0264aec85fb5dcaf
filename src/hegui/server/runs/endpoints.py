"""The project that a written declaration describes."""

import tempfile
from pathlib import Path

from hegui.project.model import Project
from hegui.server.core.rules import catalogue


def project_of(text: str) -> Project:
    """Return what a declaration says; raise `ProjectFileError` where it is not right."""
    from hegui.project import load_project

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hegui.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return load_project(path, catalogue(), digests=False).project
