"""The endpoints that a written declaration names."""

import tempfile
from pathlib import Path

from hegui.project.model import Endpoint
from hegui.server.core.rules import catalogue


def endpoints_of(text: str) -> list[Endpoint]:
    """Return the endpoints of a declaration; raise `ProjectFileError` where it is not right."""
    from hegui.project import load_project

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "hegui.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        return list(load_project(path, catalogue(), digests=False).project.targets.endpoints)
