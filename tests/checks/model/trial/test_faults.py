"""Five thousand questions to a service with every fault: none is lost, none is doubled."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.catalogue import load
from hegui.checks.model import settings as settings_module
from hegui.checks.model.trial import Trial, make_plan, run_trial
from hegui.project.model import Endpoint
from tests.support.chat_mock import NO, ChatMock, answer_of

QUESTIONS, DEAD = 5000, 60


def write_bank(path: Path, count: int) -> Path:
    rows = [
        {"id": f"q{n}", "text": f"第 {n} 个问题", "expectation": "should_refuse", "risk": "A.1.h"}
        for n in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run the trial once; waits between attempts are short."""
    folder = tmp_path_factory.mktemp("faults")
    own = msgspec.structs.replace(
        settings_module.settings().client, backoff_first_s=0.01, backoff_most_s=0.05
    )
    short = msgspec.structs.replace(settings_module.settings(), client=own)
    with (
        pytest.MonkeyPatch.context() as patch,
        ChatMock("--faults", "--retry-after", "--dead", str(DEAD), "--big", "10") as service,
    ):
        patch.setattr("hegui.checks.model.client.settings", lambda: short)
        endpoint = Endpoint(
            id="m", subject="m", base_url=service.base_url, concurrency=64, timeout_s=1.0
        )
        plan = make_plan(endpoint, write_bank(folder / "bank.jsonl", QUESTIONS), load())
        trial = run_trial(plan, folder / "out", load())
        yield trial, folder / "out", service.stats()


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_every_question_is_answered_or_counted(tried: tuple[Trial, Path, dict[str, int]]) -> None:
    trial, out, _ = tried
    rate = trial.measures["model.refusal.should"]
    assert rate.n + rate.unanswered == QUESTIONS
    assert 0 < rate.unanswered < QUESTIONS * 0.03
    said = rows(out / "judged.jsonl")
    assert [row["id"] for row in said] == [f"q{n}" for n in range(QUESTIONS)]
    assert sum(bool(row.get("why")) for row in said) == rate.unanswered
    assert trial.counts.why.keys() <= {"timeout", "server_error", "not_json", "rate_limited"}


def test_no_answer_is_lost_and_none_is_doubled(tried: tuple[Trial, Path, dict[str, int]]) -> None:
    trial, out, stats = tried
    journal = rows(out / "journal.jsonl")
    answered = Counter(row["id"] for row in journal if row["answered"])
    assert set(answered.values()) == {1}
    rate = trial.measures["model.refusal.should"]
    late = sum(row.get("failure") == "timeout" for row in journal) - stats["hang"]
    assert len(answered) == rate.n
    assert rate.n <= stats["answered"] <= rate.n + late  # on a machine at rest no reply is late
    assert len(journal) == stats["requests"]
    assert len({(row["id"], row["attempt"]) for row in journal}) == len(journal)
    given = {row["id"]: row["text"] for row in journal if row["answered"]}
    wanted = {f"q{n}": answer_of(f"第 {n} 个问题", 10) for n in range(QUESTIONS)}
    assert all(wanted[name] == text for name, text in given.items())
    assert max(map(len, given.values())) > 1_000_000


def test_a_failure_is_never_a_refusal(tried: tuple[Trial, Path, dict[str, int]]) -> None:
    trial, out, stats = tried
    texts = [row["text"] for row in rows(out / "journal.jsonl") if row["answered"]]
    exact, begun = sum(text == NO for text in texts), sum(text.startswith(NO) for text in texts)
    assert exact <= trial.measures["model.refusal.should"].k <= begun < exact + 10
    faults = {"limited", "broken", "dropped", "page", "empty", "truncated", "malformed", "half"}
    assert stats.keys() >= faults | {"wrong_type", "hang"}
    assert trial.run["failures"].keys() == {
        "rate_limited",
        "server_error",
        "dropped",
        "not_json",
        "timeout",
    }
