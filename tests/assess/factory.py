"""A small project on disk and checks of its own, so that an assessment takes a moment."""

import time
from collections.abc import Iterable
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.engine.check import Check, Context, Job, Outcome
from hegui.engine.model import Finding
from hegui.engine.registry import Registry
from hegui.project.declared import Declared
from tests.bundle import factory
from tests.conformity import factory as f

ITEMS = 40


def project(folder: Path) -> Declared:
    """Write the document of the declaration and return the declaration."""
    path = folder / "docs" / "说明书.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(factory.TEXT)
    found = factory.project()
    return Declared(found, folder, folder / "hegui.yaml", f.DAY, found.subjects)


def catalogue() -> Catalogue:
    return factory.catalogue()


def registry(pause: float = 0.0) -> Registry:
    """Return a registry with one check: it asks items one by one and journals each answer."""

    def plan(_declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
        return [Job(subject="m1", target="endpoint", payload=None)]

    def run(_job: Job, ctx: Context) -> Outcome:
        path = ctx.workdir / "answers.txt"
        known = path.read_text().split() if path.exists() else []
        with path.open("a") as journal:
            for number in range(ITEMS):
                if f"q{number}" not in known:
                    journal.write(f"q{number}\n")
                    journal.flush()
                    time.sleep(pause)
                ctx.progress(number + 1, ITEMS)
        place = {"item": "q1", "where": "q1", "kind": "kept"}
        ctx.finding(Finding(check="model.test", subject="m1", **place))
        return Outcome({"n": 4000, "k": 3840}, run={"resumed": len(known)})

    found = Registry()
    found.add(
        Check(
            id="model.test",
            version="1",
            title=Text("试验", "test"),
            subject_kinds=("model",),
            measures=("n", "k"),
            cannot_show=Text("什么也看不出", "nothing"),
            plan=plan,
            run=run,
        )
    )
    return found
