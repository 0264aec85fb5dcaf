"""Declared samples in an assessment: measures, versions, what stays unknown, what is kept."""

import json
from pathlib import Path
from typing import Any

import pytest

from hegui.bundle.draws import draw_problems
from hegui.catalogue import load
from hegui.checks.corpus.samples.check import MANUAL, TECHNICAL_CHECK
from hegui.checks.corpus.samples.errors import NoReviewError, StaleSampleError
from hegui.checks.corpus.samples.review_set import LINES
from hegui.checks.corpus.samples.sampling import Request, sample
from hegui.checks.corpus.samples.stage import Plan
from hegui.checks.corpus.shards.local import LocalEngine
from hegui.checks.corpus.shards.named import shards
from hegui.common.text import Text
from hegui.engine.check import Outcome
from hegui.engine.model import CheckResult
from hegui.engine.registry import load_checks
from hegui.project.declared import Declared
from hegui.project.model import (
    Corpus,
    CorpusSample,
    FieldMap,
    Organisation,
    Project,
    Subject,
    Targets,
)
from tests.checks.corpus.samples.corpora import rows, scanned, write
from tests.support.scans import DAY, Recorder


class Case:
    """A project with a corpus, a draw from it and a machine's share."""

    def __init__(self, root: Path) -> None:
        self.root = root
        path = write(root / "data" / "c.jsonl", rows(400))
        scan = scanned(root / "data", root / "scan")
        plan = Plan(key="s", size=50, minimum=0, strata=("source",), technical=True, scan=scan)
        from fractions import Fraction

        request = Request(
            paths=[str(root / "data")],
            plan=plan,
            fields=FieldMap(),
            folder=root / "sample",
            share=Fraction(1, 10),
        )
        sample(request, shards([str(path)]), load(), LocalEngine(1))

    def reviewed(self, fails: int, unread: int = 0) -> str:
        lines = (self.root / "sample" / LINES).read_text("utf-8").splitlines()
        for number, line in enumerate(lines):
            word = "不合格" if number < fails else "" if number < fails + unread else "合格"
            lines[number] = json.dumps({**json.loads(line), "verdict": word, "comment": "原文片段"})
        (self.root / "sample" / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
        return "sample/r.jsonl"

    def run(self, check_id: str, file: str, reviewed: str = "") -> tuple[Outcome, Recorder]:
        declared = CorpusSample(
            id="drawn", subject="data", file=f"sample/{file}", reviewed=reviewed
        )
        corpus = Corpus(id="c", subject="data", files=("data/*.jsonl",))
        project = Project(
            schema="hegui/project/1",
            organisation=Organisation(id="acme", name="示例公司"),
            subjects=(Subject(id="data", kind="dataset", name="语料"),),
            targets=Targets(corpora=(corpus,), samples=(declared,)),
        )
        context = Recorder(self.root, project)
        context.catalogue = load()
        context.declared = Declared(project, self.root, self.root / "h.yaml", DAY, project.subjects)
        context.workdir.mkdir(exist_ok=True)
        found = load_checks().get(check_id)
        (job,) = found.plan(context.declared, context.catalogue)
        return found.run(job, context), context


def draw_flaws(outcome: Outcome) -> list[Text]:
    """Return what the verification of a bundle would say of the draws."""
    plain = CheckResult(check=MANUAL, version="1", status="done", drawn=outcome.drawn)
    return list(draw_problems(plain))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(tmp_path)


def test_people_are_counted_and_only_places_and_verdicts_are_kept(case: Case) -> None:
    outcome, context = case.run(MANUAL, "draw.json", case.reviewed(fails=1))
    assert outcome.measures == {"n": 50, "k": 49, "population": 400, "strata": 3}
    assert sum(part.population for part in outcome.drawn) == 400
    assert sum(part.size for part in outcome.drawn) == 50
    assert draw_flaws(outcome) == []
    assert [finding.kind for finding in context.findings] == ["failed_review"]
    kept = (context.workdir / "verdicts.jsonl").read_bytes()
    assert len(kept.splitlines()) == 50
    assert "原文片段".encode() not in kept
    assert "讲的是".encode() not in kept
    assert {Path(file.path).name for file in outcome.inputs} == {"draw.json", "r.jsonl"}


@pytest.mark.parametrize(
    ("fails", "unread", "known"),
    [(0, 2, True), (2, 1, False), (0, 30, False), (5, 2, True)],
)
def test_unreviewed_items_that_could_turn_the_rule_leave_it_unknown(
    case: Case, fails: int, unread: int, known: bool
) -> None:
    measures: dict[str, Any] = case.run(MANUAL, "draw.json", case.reviewed(fails, unread))[
        0
    ].measures
    assert ("n" in measures) is known
    if known:
        assert (measures["n"], measures["k"]) == (50 - unread, 50 - unread - fails)
    assert measures["population"] == 400


def test_the_machine_share_is_measured_with_its_judge(case: Case) -> None:
    outcome, _ = case.run(TECHNICAL_CHECK, "technical.json")
    measures, told = (
        outcome.measures,
        json.loads((case.root / "sample/technical.json").read_bytes()),
    )
    assert measures == {"n": told["n"], "k": told["k"], "population": 400, "strata": 3}
    assert measures["n"] * 10 >= 400
    assert outcome.run["judge"] == told["judge"]
    assert draw_flaws(outcome) == []


@pytest.mark.parametrize(
    ("check_id", "file"), [(MANUAL, "draw.json"), (TECHNICAL_CHECK, "technical.json")]
)
def test_a_sample_of_another_version_of_the_corpus_is_stale(
    case: Case, check_id: str, file: str
) -> None:
    reviewed = case.reviewed(fails=0)
    write(case.root / "data" / "later.jsonl", rows(3))
    with pytest.raises(StaleSampleError, match="later"):
        case.run(check_id, file, reviewed)
    (case.root / "data" / "later.jsonl").unlink()
    write(case.root / "data" / "c.jsonl", rows(400, start=1))
    with pytest.raises(StaleSampleError):
        case.run(check_id, file, reviewed)


def test_a_sample_without_review_is_not_run(case: Case) -> None:
    with pytest.raises(NoReviewError):
        case.run(MANUAL, "draw.json")
