"""Who judged: on the page of a run, of a result, and beside the clause that rests on it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.server.assessments.models import ClauseAssessment
from hegui.server.assessments.services.starting import start_from_bundle
from hegui.server.core.viewer import Viewer
from hegui.server.runs.execution import perform
from hegui.server.runs.models import Run
from hegui.server.runs.services import project_create, run_start
from hegui.server.runs.work.judged import judge_of
from tests.checks.model.server import Act, ChatServer, Seen, chat

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
HOME = "/o/yunlu/runs/"
CHECK = "model.generated.classifier"
DECLARATION = """\
schema: hegui/project/1
organisation: {id: yunlu, name: 云鹿科技}
as_of: 2026-11-20
facts: {trains_model: true, serves_public_in_china: true, generative_service: true, generates: [text], role: [provider, developer]}
subjects:
- {id: chat, kind: model, name: 对话模型, version: "1.0", digest: "sha256:%s"}
targets:
  endpoints:
  - {id: chat, subject: chat, base_url: "%%s", model: m, concurrency: 2}
  banks:
  - {id: gen, subject: chat, kind: generated, file: gen.jsonl, updated: 2026-11-01}
checks:
  model.generated.classifier: {judges: judges.yaml, judge: panel}
""" % ("b" * 64)


def act(seen: Seen) -> Act:
    """Answer as the model; as a guard that finds question 3 unsafe; as one that says nonsense of it."""
    if seen.body["model"] == "m":
        return chat(f"回答：{seen.prompt}")
    third = "问题 3" in seen.prompt
    if seen.body["model"] == "reader":
        word = "safe" if "问题 5" not in seen.prompt else "nonsense"
        return chat(json.dumps({"verdict": word, "reason": "-"}))
    return chat("Safety: Unsafe" if third else "Safety: Safe")


@pytest.fixture
def answering() -> Iterator[ChatServer]:
    """Return a service that is the model and both judges."""
    with ChatServer(act) as server:
        yield server


@pytest.fixture
def done(viewer: Viewers, place: Path, answering: ChatServer) -> Run:
    """Return a run in which two judges, combined, judged ten answers."""
    rows = [{"id": f"q{n}", "text": f"问题 {n} 。", "risk": "A.1.a"} for n in range(10)]
    (place / "gen.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    at = {"base_url": answering.base_url, "attempts": 1}
    judges = [
        {"id": "guard", "kind": "guard", "model": "guard", "format": "qwen3guard", **at},
        {"id": "reader", "kind": "llm", "model": "reader", **at},
        {"id": "panel", "kind": "combined", "judges": ["guard", "reader"]},
    ]
    file = {"schema": "hegui/judges/1", "judges": judges}
    (place / "judges.yaml").write_text(json.dumps(file), "utf-8")
    project = project_create(
        acting_user=viewer(),
        title="判定",
        source="written",
        declaration=DECLARATION % answering.base_url,
        folder=str(place),
    )
    run = run_start(acting_user=viewer(), project=project)
    assert perform(run.pk) == "done"
    found: Run = Run.objects.select_related("bundle").get(pk=run.pk)
    return found


def test_who_judged_is_shown(
    signed_in: Clients,
    viewer: Viewers,
    done: Run,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = signed_in()
    with django_assert_max_num_queries(12):
        page = client.get(f"{HOME}{done.pk}/").text
    assert "run-judge" in page
    assert "panel" in page
    made = start_from_bundle(acting_user=viewer(), bundle=done.bundle, title="评估")
    resting = [
        row
        for row in ClauseAssessment.objects.filter(assessment=made)
        if f"result:{CHECK}" in json.dumps(row.trace)
    ]
    clause = resting[0].clause
    panes = client.get(f"/o/yunlu/assessments/{made.pk}/clauses/?clause={clause}").text
    assert "判定者：panel（摘要 " in panes
    links = [part for part in panes.split('"') if f"results/{done.bundle_id}/" in part]
    link = next(one for one in links if CHECK in one)
    to = client.get(link.replace("&amp;", "&")).headers["Location"]
    assert to.startswith(f"{HOME}{done.pk}/checks/{CHECK}")
    shown = client.get(to).text
    for words in ("判定者", "未校准", "有一个判为不安全即不安全", "10 个回答中有 1 个", "reader"):
        assert words in shown, words
    assert "没有结论" in shown
    client.cookies["hegui_language"] = "en"
    told = client.get(to).text
    assert "on 1 of 10 answers judges said different things" in told
    assert "not calibrated" in told
    foreign = client.get(f"{HOME}results/{done.pk}/?source=x")
    assert foreign.status_code == 404
    other = client.get(f"{HOME}results/{done.bundle_id}/?source=x").headers["Location"]
    assert other == f"{HOME}{done.pk}/"


def test_what_a_bundle_says_of_judges_is_not_relied_on() -> None:
    by = SimpleNamespace(
        name="x", kind="combined", digest="d", calibration=None, uncalibrated="few_labels"
    )
    strange: dict[str, Any] = {
        "judges": {"counts": [1], "agreement": ["x", {"judges": 3}], "disagreements": "many"},
        "unanswered_why": {"timeout": "x", "dropped": 2},
    }
    told = judge_of(SimpleNamespace(judged_by=by, run=strange, measures={"unanswered": True}))  # type: ignore[arg-type]
    assert told is not None
    assert (told["members"], told["pairs"], told["disagreements"]) == ([], [], None)
    assert (told["unanswered"], [row["n"] for row in told["why"]]) == (None, [2])
    none = SimpleNamespace(judged_by=None)
    assert judge_of(none) is None  # type: ignore[arg-type]
