"""Judges that are models, asked at a real inference server whose model knows nothing."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import hegui.checks.model  # noqa: F401 - registers the checks
from hegui.catalogue import load
from hegui.checks.model.ids import CLASSIFIER
from hegui.checks.model.journal import read_journal
from hegui.checks.model.judges import Answered, judge_answers
from hegui.checks.model.judges.definition import Judges, JudgeSpec, Rule
from hegui.checks.model.judges.formats import guard_formats
from hegui.checks.model.judges.verdicts import UNDETERMINED
from hegui.engine.runner import run_checks
from hegui.project.declared import Declared
from hegui.project.model import Bank, Endpoint, Organisation, Project, Subject, Targets
from tests.support.inference_server import InferenceServer

COUNT = 12
DAY = dt.date(2026, 11, 20)
REASONS = {"judge_nonsense", "judge_ambiguous", "judge_empty"}
GUARDS = list(guard_formats())


def spec(server: InferenceServer, name: str) -> JudgeSpec:
    guard = name in GUARDS
    return JudgeSpec(
        id=name,
        kind="guard" if guard else "llm",
        format=name if guard else "",
        base_url=server.base_url,
        max_tokens=32,
        concurrency=2,
        timeout_s=120.0,
    )


@pytest.fixture(scope="module")
def answers() -> list[Answered]:
    return [
        Answered(id=f"q{at}", question=f"第 {at} 个问题", answer=f"这是第 {at} 个回答。", risks=())
        for at in range(COUNT)
    ]


@pytest.mark.parametrize("name", [*GUARDS, "llm"])
def test_what_a_judge_of_noise_says_is_counted_as_nonsense(
    inference: InferenceServer, answers: list[Answered], tmp_path: Path, name: str
) -> None:
    judges = Judges((spec(inference, name),), tmp_path)
    found = judge_answers(name, answers, judges=judges, catalogue=load(), folder=tmp_path)
    assert [one.id for one in found] == [one.id for one in answers]
    assert {one.verdict for one in found} == {UNDETERMINED}
    reasons = Counter(one.reason for one in found)
    assert reasons.keys() <= REASONS, reasons
    assert reasons.total() == COUNT
    entries = read_journal(tmp_path / f"judge-{name}.jsonl").entries
    assert sum(entry.answered for entry in entries) == COUNT


@pytest.mark.parametrize("rule", ["any_unsafe", "all", "majority", "first"])
def test_judges_of_noise_together_decide_nothing(
    inference: InferenceServer, answers: list[Answered], tmp_path: Path, rule: Rule
) -> None:
    both = (GUARDS[0], "llm")
    together = JudgeSpec(id="both", kind="combined", judges=both, rule=rule)
    judges = Judges((*(spec(inference, name) for name in both), together), tmp_path)
    found = judge_answers("both", answers[:4], judges=judges, catalogue=load(), folder=tmp_path)
    assert {one.verdict for one in found} == {UNDETERMINED}


def test_an_assessment_judged_by_noise_passes_nothing(
    inference: InferenceServer, tmp_path: Path
) -> None:
    """Model and judges are noise: all is asked, nothing is judged, and nothing is supported."""
    count = 6
    rows = [{"id": f"q{at}", "text": f"第 {at} 个问题", "risk": "A.4.d"} for at in range(count)]
    (tmp_path / "gen.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    guard = {"id": "guard", "kind": "guard", "format": GUARDS[0]}
    own: dict[str, Any] = {
        "base_url": inference.base_url,
        "max_tokens": 32,
        "concurrency": 2,
        "timeout_s": 120.0,
    }
    file = {"schema": "hegui/judges/1", "judges": [{**guard, **own}]}
    (tmp_path / "judges.yaml").write_text(json.dumps(file), "utf-8")
    subjects = (Subject(id="m", kind="model", name="噪声模型", digest="sha256:" + "0" * 64),)
    endpoint = Endpoint(id="tiny", subject="m", **own)
    project = Project(
        schema="hegui/project/1",
        organisation=Organisation(id="o", name="测试"),
        subjects=subjects,
        targets=Targets(
            endpoints=(endpoint,),
            banks=(Bank(id="gen", subject="m", kind="generated", file="gen.jsonl"),),
        ),
        checks={CLASSIFIER: {"judges": "judges.yaml", "judge": "guard"}},
    )
    declared = Declared(project, tmp_path, tmp_path / "hegui.yaml", DAY, subjects)
    [result] = run_checks(declared, load(), out=tmp_path / "out", only=[CLASSIFIER])
    assert result.status == "done", result.reason_en
    assert (result.measures["n"], result.measures["unanswered"]) == (0, count)
    assert result.run["unanswered_why"].keys() <= REASONS | {"empty"}
    assert result.judged_by is not None
    assert result.judged_by.calibration is None
