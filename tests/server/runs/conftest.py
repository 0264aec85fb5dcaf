"""A small project, and settings that let runs read its folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.server.core.viewer import Viewer
from hegui.server.evidence.store import choice
from hegui.server.runs import folders
from hegui.server.runs.models import Project, Run
from hegui.server.runs.services import project_create, run_start
from hegui.server.settings import Settings, typed

DECLARATION = """\
schema: hegui/project/1
organisation: {id: yunlu, name: 云鹿科技, name_en: Yunlu}
as_of: 2026-11-20
facts: {trains_model: false}
people:
- {id: wang, name: 王, roles: [compliance_lead]}
subjects:
- {id: chat, kind: service, name: 对话服务, version: "1.0", digest: "sha256:%s"}
targets:
  terms:
  - {id: words, subject: chat, file: terms.csv, updated: 2026-10-01}
documents:
- {id: d1, type: EV-POL, file: docs/方针.md, date: 2026-10-01, approved_by: wang, approved_on: 2026-10-02}
""" % ("a" * 64)
ONLY = ["terms", "records.documents"]

MODULES = (
    "hegui.server.settings",
    "hegui.server.settings.typed",
    "hegui.server.runs.folders",
    "hegui.server.runs.declarations",
    "hegui.server.runs.services.targets",
    "hegui.server.runs.execution.preparing",
    "hegui.server.runs.execution.environment",
    "hegui.server.runs.execution.aside",
    "hegui.server.runs.selectors.bundles",
    "hegui.server.rest.outside",
    "hegui.server.evidence.store.choice",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder that runs may read, with the files of the project."""
    folder = tmp_path / "allowed" / "p"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "方针.md").write_text("# 合规方针\n\n我们守法。\n", "utf-8")
    (folder / "terms.csv").write_text("term,risk\n违禁词甲,A.1.a\n违禁词乙,A.2.a\n", "utf-8")
    return folder


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Give each test a data folder of its own, and one folder that runs may read."""
    import importlib

    made = Settings(
        data=tmp_path / "data",
        target_folders=(str(tmp_path / "allowed"),),
        target_secrets=("CHAT_KEY",),
        allow_private_targets=("198.51.100.7",),
    )
    for name in MODULES:
        module = importlib.import_module(name)
        if hasattr(module, "read_settings"):
            monkeypatch.setattr(module, "read_settings", lambda: made)
    monkeypatch.setattr("hegui.server.runs.execution.preparing.FORMATS", ("json",))
    choice.store.cache_clear()
    yield made
    choice.store.cache_clear()


@pytest.fixture
def project(viewer: Callable[..., Viewer], place: Path) -> Project:
    """Return the small project."""
    return project_create(
        acting_user=viewer(),
        title="小项目",
        source="written",
        declaration=DECLARATION,
        folder=str(place),
    )


@pytest.fixture
def started(viewer: Callable[..., Viewer], project: Project) -> Callable[..., Run]:
    """Return a function that queues a run of the small project."""

    def start(**fields: Any) -> Run:
        return run_start(acting_user=viewer(), project=project, **fields)

    return start


__all__ = ["DECLARATION", "ONLY", "folders", "typed"]
