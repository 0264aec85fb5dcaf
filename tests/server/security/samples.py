"""Records of every app with hostile text in them, made by the services as people would."""

import datetime as dt
import json
from typing import Any

from django.utils import timezone

from hegui.common.text import Text
from hegui.server.accounts.services import hold_set, invitation_create, token_create
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.services.assessments import engagements_set
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.assessments.services.starting import start_from_set
from hegui.server.assessments.services.verdicts import comment_add
from hegui.server.controls.services import control_create
from hegui.server.core.models import Engagement
from hegui.server.core.services import domain_create, engagement_create
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.services import request_create
from hegui.server.improvement.services import notify, task_create
from hegui.server.inventory.services import (
    filing_create,
    relation_add,
    subject_create,
    version_add,
)
from hegui.server.obligations.services import decision_make, entry_change, law_text_import
from hegui.server.runs.services import project_create, run_start, schedule_create, target_create
from hegui.server.runs.services.reviews import review_create
from hegui.server.webhooks.services import webhook_create
from tests.support.evidence import make_item

HOSTILE = "<script>alert(1)</script>\"'>"
OBLIGATION = "GAI-04-1"
INSTRUMENT = "GAI"
DECLARATION = """schema: hegui/project/1
organisation: {id: o, name: %s}
subjects: [{id: s, kind: service, name: %s}]
"""


def samples(viewer: Viewer) -> None:
    """Make records of all apps."""
    engagement = places(viewer)
    subject = inventory(viewer)
    evidence(viewer, subject)
    obligations(viewer)
    assessment(viewer, engagement)
    runs(viewer, subject)
    improvement(viewer)
    webhook_create(acting_user=viewer, url="https://93.184.216.34/in", events=["*"], title=HOSTILE)
    hold_set(acting_user=viewer, reason=HOSTILE)


def places(viewer: Viewer) -> Engagement:
    """Make what accounts and controls know."""
    day = dt.date(2026, 1, 1)
    domain_create(acting_user=viewer, name="甲")
    invitation_create(acting_user=viewer, email="a@example.com", name="新人", role="engineer")
    token_create(acting_user=viewer, name="令牌", scopes=["runs.view"], days=3)
    control_create(acting_user=viewer, title=HOSTILE, owner=viewer.user, obligations=[OBLIGATION])
    return engagement_create(
        acting_user=viewer, title="委托", purpose=HOSTILE, starts=day, ends=timezone.localdate()
    )


def inventory(viewer: Viewer) -> Any:
    """Make two subjects with versions, a relation and a filing; return the first."""
    card = {"task": HOSTILE, "limitations": HOSTILE}
    model, data = (
        subject_create(
            acting_user=viewer,
            type=kind,
            key=kind,
            name=HOSTILE,
            name_en=HOSTILE,
            description=HOSTILE,
            origin=HOSTILE,
            licence=HOSTILE,
            card=card,
        )
        for kind in ("model", "dataset")
    )
    version_add(acting_user=viewer, subject=model, label="v1", notes=HOSTILE)
    relation_add(acting_user=viewer, source=model, target=data, kind="trained_on", note=HOSTILE)
    filing_create(acting_user=viewer, subject=model, procedure="ICP", number=HOSTILE, notes=HOSTILE)
    return model


def evidence(viewer: Viewer, subject: Any) -> None:
    """Make an item with a hostile file, and a request."""
    item = make_item(
        viewer,
        f"<html>{HOSTILE}</html>",
        name=f"{HOSTILE}.txt".replace("/", ""),
        title=HOSTILE,
        description=HOSTILE,
        subject=subject,
        note=HOSTILE,
        links=[("clause", "4.1"), ("obligation", OBLIGATION), ("subject", str(subject.pk))],
    )
    request_create(
        acting_user=viewer, title=HOSTILE, details=HOSTILE, asked_of=viewer.user, item=item
    )


def obligations(viewer: Viewer) -> None:
    """Make an entry, a decision and a text."""
    changes = {"how_met": HOSTILE, "note": HOSTILE, "owner": viewer.user}
    entry_change(acting_user=viewer, obligation=OBLIGATION, changes=changes)
    decision_make(acting_user=viewer, obligation=OBLIGATION, state="applies", reason=HOSTILE)
    text = f"第一条 {HOSTILE}\n第四条 {HOSTILE}\n".encode()
    law_text_import(
        acting_user=viewer, instrument=INSTRUMENT, name="法.txt", data=text, label=HOSTILE
    )


def assessment(viewer: Viewer, engagement: Engagement) -> None:
    """Make an assessment of a hostile clause set, with a remark."""
    texts = ("title_zh", "title_en", "requirement_zh")
    rows = [{"id": f"4.{n}", "layer": "data", **dict.fromkeys(texts, HOSTILE)} for n in range(3)]
    data = json.dumps({"title": HOSTILE, "clauses": rows}).encode()
    clause_set = clause_set_import(acting_user=viewer, data=data, name="set.json")
    made: Assessment = start_from_set(acting_user=viewer, clause_set=clause_set, title=HOSTILE)
    engagements_set(acting_user=viewer, assessment=made, engagements=[engagement])
    for clause in ClauseAssessment.objects.filter(assessment=made)[:1]:
        comment_add(acting_user=viewer, clause=clause, text=HOSTILE)


def runs(viewer: Viewer, subject: Any) -> None:
    """Make a project, a run, a schedule and a target."""
    quoted = json.dumps(HOSTILE)
    project = project_create(
        acting_user=viewer,
        title=HOSTILE,
        source="written",
        declaration=DECLARATION % (quoted, quoted),
    )
    run_start(acting_user=viewer, project=project, title=HOSTILE)
    answer = json.dumps({"id": "a", "question": HOSTILE, "answer": HOSTILE}).encode()
    review_create(acting_user=viewer, title=HOSTILE, scheme="safety", data=answer)
    schedule_create(acting_user=viewer, title=HOSTILE, project=project, cron="0 3 * * *")
    target_create(
        acting_user=viewer,
        type="endpoint",
        key="e",
        name=HOSTILE,
        subject=subject,
        settings={"base_url": "http://93.184.216.34/v1", "model": HOSTILE},
    )


def improvement(viewer: Viewer) -> None:
    """Make a task and a notice."""
    task_create(
        acting_user=viewer,
        title=HOSTILE,
        description=HOSTILE,
        closing_condition=HOSTILE,
        owner=viewer.user,
        due_on=timezone.localdate(),
        source_kind="note",
        source_title=HOSTILE,
    )
    assert viewer.user
    notify(viewer.user, Text(HOSTILE, HOSTILE), "/", organisation=viewer.organisation)
