"""Release gates: may this subject enter this stage? The answer is the inventory's own."""

from dataclasses import dataclass, field
from typing import Any

from hegui.common.text import Text
from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.gates import Condition, Gate, State, gate_of, same_version, worst
from hegui.server.inventory.judgements import Version
from hegui.server.inventory.models import Subject
from hegui.server.inventory.selectors import VIEW as SUBJECTS
from hegui.server.inventory.stages import Stage, stages
from hegui.server.runs.models import Bundle, BundleSubject, Run
from hegui.server.runs.selectors.runs import VIEW, run_list

UNLISTED = Text(
    "对象清单中没有你能看到的这个对象，不知道现在是哪个版本",
    "you see no such subject in the inventory, so nobody can tell which version is current",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """A gate as builds read it: its state, all conditions, and the newest bundle for reference.

    `stale` tells whether the subject has another version now than in that bundle; None is unknown.
    """

    state: State
    stage: Stage
    conditions: list[Condition] = field(default_factory=list)
    run: Run | None = None
    bundle: Bundle | None = None
    stale: bool | None = None


def release_gate(*, viewer: Viewer, subject: str, stage: str = "release") -> Gates:
    """Return the gate of a stage for a subject (its key); the same answer as on the pages.

    Whoever may see runs where the subject belongs may ask. Of what is not in the inventory nobody
    knows the current version: open.
    """
    entered = stages().get(stage)
    if entered is None:
        raise NotFoundError(what=stage)
    known = askable(viewer).filter(key=subject).first()
    run = newest_run(viewer, subject)
    if known is None and run is None:
        raise NotFoundError(what=subject)
    if known is None:
        rows = [Condition("open", UNLISTED, id="unlisted")]
        return Gates(state="open", stage=entered, conditions=rows, run=run, bundle=bundle_of(run))
    gate = gate_of(viewer=viewer, subject=known, stage=entered)
    stale = is_stale(gate, subject, run)
    return Gates(
        state=gate.state,
        stage=entered,
        conditions=gate.conditions,
        run=run,
        bundle=bundle_of(run),
        stale=stale,
    )


def askable(viewer: Viewer) -> Any:
    """Return the subjects whose gates a viewer may ask about."""
    seen = viewer.where(VIEW) | viewer.where(SUBJECTS)
    return Subject.objects.filter(seen).select_related("domain").order_by("name", "id")


def bundle_of(run: Run | None) -> Bundle | None:
    """Return the bundle of a run."""
    return run.bundle if run else None


def newest_run(viewer: Viewer, subject: str) -> Run | None:
    """Return the newest finished run whose bundle speaks of a subject; parts do not count."""
    about = BundleSubject.objects.filter(organisation=viewer.organisation, key=subject)
    runs = run_list(viewer=viewer).filter(
        state=Run.State.DONE, bundle__in=about.values("bundle_id"), only=[], bundle__only=[]
    )
    found: Run | None = runs.order_by("-bundle__as_of", "-finished_at").first()
    return found


def is_stale(gate: Gate, subject: str, run: Run | None) -> bool | None:
    """Tell whether the subject has moved on since; None where a version is not known."""
    about = run.bundle.subjects.filter(key=subject).first() if run and run.bundle else None
    if about is None:
        return None
    same = same_version(gate.version, Version(about.subject_version, about.subject_digest))
    return None if same is None else not same


def gate_rows(gates: Gates) -> list[dict[str, Any]]:
    """Return the stage's own gate, then those of the overall conclusion, with what is left of each."""
    own = [row for row in gates.conditions if row.title is None]
    rows = [
        {
            "id": f"stage.{gates.stage.id}",
            "zh": gates.stage.zh,
            "en": gates.stage.en,
            "state": worst(row.state for row in own),
            "clauses": [row.clause for row in own if row.clause and row.state != "passed"],
        }
    ]
    overall = [row for row in gates.conditions if row.title is not None]
    rows += [
        {
            "id": row.id,
            "zh": row.title.zh if row.title else "",
            "en": row.title.en if row.title else "",
            "state": row.state,
            "clauses": list(row.clauses) if row.state != "passed" else [],
        }
        for row in overall
    ]
    return rows
