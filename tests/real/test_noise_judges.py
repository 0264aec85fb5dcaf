"""Judges that are models, asked at a real inference server whose model knows nothing."""

from collections import Counter
from pathlib import Path

import pytest

from hegui.catalogue import load
from hegui.checks.model.journal import read_journal
from hegui.checks.model.judges import Answered, judge_answers
from hegui.checks.model.judges.definition import Judges, JudgeSpec, Rule
from hegui.checks.model.judges.formats import guard_formats
from hegui.checks.model.judges.verdicts import UNDETERMINED
from tests.support.inference_server import InferenceServer

COUNT = 12
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
