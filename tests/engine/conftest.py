"""A small declared project, an empty catalogue and an own registry for tests of the engine."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.registry import Registry, check
from hegui.project.declared import Declared
from hegui.project.model import Organisation, Project, Subject

DAY = dt.date(2026, 11, 20)
TABLES = [
    name for name in Catalogue.__struct_fields__ if name not in ("version", "digest", "as_of")
]


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(version="1", digest="0" * 64, as_of=DAY, **{name: {} for name in TABLES})


@pytest.fixture
def make_declared(tmp_path: Path) -> Callable[..., Declared]:
    def make(**fields: Any) -> Declared:
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        subjects = (Subject(id="m1", kind="model", name="模型", digest="sha256:" + "a" * 64),)
        organisation = Organisation(id="acme", name="示例公司")
        project = Project(
            schema="hegui/project/1", organisation=organisation, subjects=subjects, **fields
        )
        return Declared(project, root, root / "hegui.yaml", DAY, subjects)

    return make


@pytest.fixture
def declared(make_declared: Callable[..., Declared]) -> Declared:
    return make_declared()


@pytest.fixture
def registry() -> Registry:
    return Registry()


Body = Callable[[Job, Context], Outcome]
AddCheck = Callable[..., None]


@pytest.fixture
def add_check(registry: Registry) -> AddCheck:
    """Register a check with one job about `m1`, or with the jobs given."""

    def add(
        check_id: str, body: Body, jobs: Any = None, measures: tuple[str, ...] = ("n",)
    ) -> None:
        def plan(_declared: Declared, _catalogue: Catalogue) -> list[Job]:
            if isinstance(jobs, Exception):
                raise jobs
            return jobs if jobs is not None else [Job("m1", "t1", None)]

        check(
            id=check_id,
            version="1",
            title=Text("标题", "title"),
            subject_kinds=("model",),
            measures=measures,
            cannot_show=Text("看不出的", "what it cannot show"),
            plan=plan,
            registry=registry,
        )(body)

    return add
