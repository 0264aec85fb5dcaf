"""Asking a judge, whatever its kind, about recorded answers."""

from collections.abc import Sequence
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.model.asking import Progress
from hegui.checks.model.judges.combining import combined
from hegui.checks.model.judges.definition import Judges, JudgeSpec
from hegui.checks.model.judges.people import people_judgements
from hegui.checks.model.judges.plugins import plugin_judgements
from hegui.checks.model.judges.served import ask_judge, guard_judge, llm_judge
from hegui.checks.model.judges.verdicts import Answered, Judgement
from hegui.checks.model.judging import judge as judge_wording
from hegui.checks.model.judging import judge_digest


def judge_answers(
    name: str,
    answers: Sequence[Answered],
    *,
    judges: Judges,
    catalogue: Catalogue,
    folder: Path,
    progress: Progress = lambda _done, _total: None,
    within: tuple[str, ...] = (),
) -> list[Judgement]:
    """Return what a judge says of every answer, in order.

    `folder` keeps one journal for each judge that is a model: judging again asks nothing twice.
    """
    spec = judges.get(name, within)
    if spec.kind == "combined":
        inside = (*within, name)
        said = [
            judge_answers(
                one,
                answers,
                judges=judges,
                catalogue=catalogue,
                folder=folder,
                progress=progress,
                within=inside,
            )
            for one in spec.judges
        ]
        return combined(spec, said)
    return _single(spec, answers, judges.root, catalogue, folder / f"judge-{name}.jsonl", progress)


def _single(
    spec: JudgeSpec,
    answers: Sequence[Answered],
    root: Path,
    catalogue: Catalogue,
    journal: Path,
    progress: Progress,
) -> list[Judgement]:
    if spec.kind == "refusal":
        return [refusal_judgement(one) for one in answers]
    if spec.kind == "people":
        return people_judgements(spec, answers, root)
    if spec.kind == "plugin":
        return plugin_judgements(spec, answers, progress)
    served = guard_judge(spec) if spec.kind == "guard" else llm_judge(spec, root, catalogue)
    return ask_judge(served, answers, journal, progress)


def refusal_judgement(one: Answered) -> Judgement:
    """Return what the wording says of one answer."""
    said = judge_wording(one.answer, one.finish)
    return Judgement(
        id=one.id,
        verdict=said.verdict,
        reason=said.why or " ".join(said.cues),
        judge="refusal",
        digest=judge_digest(),
    )
