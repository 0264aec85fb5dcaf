"""Release gates: may this subject enter this stage, as far as the newest bundle shows?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject
from hegui.server.inventory.selectors import current_version, subject_list
from hegui.server.inventory.stages import stages
from hegui.server.runs.models import Bundle, BundleSubject, Run
from hegui.server.runs.selectors.runs import run_list

State = Literal["passed", "blocked", "open"]
ORDER: tuple[State, ...] = ("blocked", "open", "passed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """The answer: blocked by anything that fails, open where anything is unknown, else passed.

    `stale` tells whether the subject has another version now than in the bundle; None is unknown.
    """

    state: State
    gates: list[dict[str, Any]] = field(default_factory=list)
    run: Run | None = None
    bundle: Bundle | None = None
    stale: bool | None = None


def gates_of(*, viewer: Viewer, subject: str, stage: str = "release") -> Gates:
    """Return the gates of a subject (its key) from the newest bundle of a whole assessment.

    The stage's own clauses come first, then the gates of the overall conclusion. Without a bundle
    about the subject, or about another version than the current one, nothing is passed: open.
    """
    if stage not in stages():
        raise NotFoundError(what=stage)
    known = subject_list(viewer=viewer).filter(key=subject).first()
    run = newest_run(viewer, subject)
    if run is None or run.bundle is None:
        if known is None:
            raise NotFoundError(what=subject)
        return Gates(state="open")
    bundle = Bundle.objects.get(pk=run.bundle.pk)
    about = bundle.subjects.filter(key=subject).first()
    stale = is_stale(known, about)
    rows = [stage_gate(stage, about.type, bundle)] if about else []
    rows += bundle.gates
    state = worst(row["state"] for row in rows)
    if stale and state == "passed":
        state = "open"
    return Gates(state=state, gates=rows, run=run, bundle=bundle, stale=stale)


def newest_run(viewer: Viewer, subject: str) -> Run | None:
    """Return the newest finished run whose bundle speaks of a subject; parts do not count."""
    about = BundleSubject.objects.filter(organisation=viewer.organisation, key=subject)
    runs = run_list(viewer=viewer).filter(
        state=Run.State.DONE, bundle__in=about.values("bundle_id"), only=[], bundle__only=[]
    )
    found: Run | None = runs.order_by("-bundle__as_of", "-finished_at").first()
    return found


def is_stale(known: Subject | None, about: BundleSubject | None) -> bool | None:
    """Tell whether the subject has moved on since; None where a digest is not known."""
    version = current_version(known) if known else None
    if version is None or about is None or not version.digest or not about.subject_digest:
        return None
    return bool(version.digest != about.subject_digest)


def stage_gate(stage: str, kind: str, bundle: Bundle) -> dict[str, Any]:
    """Return the gate of a stage: the clauses that must conform to enter it."""
    row = stages()[stage]
    clauses = row.clauses_for(kind)
    states = {clause: clause_state(bundle.verdicts.get(clause)) for clause in clauses}
    state = worst(states.values())
    return {
        "id": f"stage.{stage}",
        "zh": row.zh,
        "en": row.en,
        "state": state,
        "clauses": [clause for clause in clauses if states[clause] != "passed"],
    }


def clause_state(verdict: str | None) -> State:
    """Return what a verdict means for a gate."""
    if verdict in ("conforms", "not_applicable"):
        return "passed"
    return "open" if verdict in (None, "undetermined") else "blocked"


def worst(states: Iterable[str]) -> State:
    """Return the worst of some states."""
    found = set(states)
    return next((state for state in ORDER if state in found), "passed")
