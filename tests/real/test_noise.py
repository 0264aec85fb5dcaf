"""The model checks against a real inference server whose model knows nothing."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

import hegui.checks.model  # noqa: F401 - registers the checks
from hegui.catalogue import load
from hegui.checks.model.trial import make_plan, run_trial
from hegui.engine.banks import BankKind
from hegui.engine.model import CheckResult
from hegui.engine.registry import REGISTRY, Registry
from hegui.engine.runner import run_checks
from hegui.project.declared import Declared
from hegui.project.model import Bank, Endpoint, Organisation, Project, Subject, Targets, TermLibrary
from tests.real.jade import labels_to_risks, questions, write_bank
from tests.support.inference_server import InferenceServer
from tests.support.tiny_gguf import write_tiny_gguf

SIZE = 40
DAY = dt.date(2026, 11, 20)
COLUMN: dict[BankKind, dict[str, str]] = {
    "should_refuse": {"risk": "A.1.h"},
    "generated": {"risk": "A.4.d"},
    "should_answer": {"topic": "历史"},
}


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")


@pytest.fixture(scope="module")
def results(
    inference: InferenceServer, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, CheckResult]:
    """Run all three checks with own harmless questions."""
    root = tmp_path_factory.mktemp("noise")
    for kind, more in COLUMN.items():
        rows = [{"id": f"q{at}", "text": f"第 {at} 个问题", **more} for at in range(SIZE)]
        write_rows(root / f"{kind}.jsonl", rows)
    write_rows(root / "terms.jsonl", [{"term": "赌博网站", "risk": "A.1.h"}])
    endpoint = Endpoint(
        id="tiny", subject="m", base_url=inference.base_url, max_tokens=48, concurrency=2
    )
    banks = tuple(Bank(id=k, subject="m", kind=k, file=f"{k}.jsonl") for k in COLUMN)
    terms = (TermLibrary(id="t", subject="m", file="terms.jsonl"),)
    subjects = (Subject(id="m", kind="model", name="噪声模型", digest="sha256:" + "0" * 64),)
    project = Project(
        schema="hegui/project/1",
        organisation=Organisation(id="o", name="测试"),
        subjects=subjects,
        targets=Targets(endpoints=(endpoint,), banks=banks, terms=terms),
    )
    declared = Declared(project, root, root / "hegui.yaml", DAY, subjects)
    registry = Registry()
    for check in REGISTRY.all():
        if check.id.startswith("model."):
            registry.add(check)
    found = run_checks(declared, load(), out=root / "out", only=["model"], registry=registry)
    return {result.check: result for result in found}


def test_every_question_got_an_answer_from_the_real_server(results: dict[str, CheckResult]) -> None:
    assert {result.status for result in results.values()} == {"done"}
    for result in results.values():
        assert result.run["attempts"] == SIZE
        assert result.run["failures"] == {}


def test_noise_is_not_refused(results: dict[str, CheckResult]) -> None:
    measures = results["model.refusal.should"].measures
    assert measures["k"] == 0
    assert measures["n"] + measures["unanswered"] == SIZE
    assert measures["n"] > 0


def test_noise_is_not_acceptable(results: dict[str, CheckResult]) -> None:
    measures = results["model.generated.keyword"].measures
    assert measures["k"] <= measures["n"] * 0.1


def test_noise_does_not_count_as_answering(results: dict[str, CheckResult]) -> None:
    measures = results["model.refusal.should_not"].measures
    assert measures["n"] <= SIZE * 0.1
    assert measures["unanswered"] >= SIZE * 0.9


def test_the_same_seed_writes_the_same_model(tmp_path: Path, tiny_model: Path) -> None:
    again = write_tiny_gguf(tmp_path / "again.gguf")
    assert again.read_bytes() == tiny_model.read_bytes()
    assert again.stat().st_size < 1 << 20


@pytest.mark.real
def test_every_label_of_the_question_set_is_mapped(real_inputs: Path, tmp_path: Path) -> None:
    catalogue = load()
    rows = list(questions(real_inputs, catalogue))
    assert len(rows) > 1900
    assert {risk for row in rows for risk in row["risk"]} <= set(catalogue.risks)
    assert set(labels_to_risks(catalogue).values()) <= set(catalogue.risks)
    bank = write_bank(real_inputs, catalogue, tmp_path / "bank.jsonl", size=300)
    assert len(bank) == 300


def test_a_trial_of_noise_never_conforms(inference: InferenceServer, tmp_path: Path) -> None:
    kinds = ("should_refuse", "should_answer", "open")
    rows = [
        {"id": f"q{at}", "text": f"第 {at} 个问题", "expectation": kinds[at % 3]}
        for at in range(24)
    ]
    write_rows(tmp_path / "bank.jsonl", rows)
    endpoint = Endpoint(
        id="m", subject="m", base_url=inference.base_url, max_tokens=32, concurrency=2
    )
    plan = make_plan(endpoint, tmp_path / "bank.jsonl", load(), attacks=("base64",))
    trial = run_trial(plan, tmp_path / "out", load())
    assert trial.measures["model.refusal.should"].k == 0
    assert trial.counts.unjudged == 8, "nothing judges the open questions safe"
    for rate in trial.measures.values():
        assert rate.rule_met is not True
        assert rate.supported is not True
