"""Asking a judge, whatever its kind, about answers."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.asking import Progress
from hegui.checks.model.budget import Purse
from hegui.checks.model.journal import START
from hegui.checks.model.journal.lines import placed_lines
from hegui.checks.model.judges.combining import combined, combined_digest
from hegui.checks.model.judges.definition import OWN, Judges, JudgeSpec
from hegui.checks.model.judges.errors import BadJudgesError
from hegui.checks.model.judges.people import people_judgements, reviews_of
from hegui.checks.model.judges.plugins import load_plugin, plugin_judgements
from hegui.checks.model.judges.served import ask_judge, served_by
from hegui.checks.model.judges.verdicts import Answered, Judgement
from hegui.checks.model.judging import judge as judge_wording
from hegui.checks.model.judging import judge_digest
from hegui.engine.sealing import Seal

JUDGE_JOURNALS = "judge_journals"
"""Where a result names the journals of its judges, each with its records and its last hash."""
ONLY_IN_A_CHECK = "only inside a check that has it"


class Own(NamedTuple):
    """A judge that a check brings with it: its digest, and what it says of each answer in order."""

    digest: str
    judge: Callable[[], Sequence[Judgement]]


class Work(NamedTuple):
    """Where journals of judges are kept (encrypted with `seal`), who is told how far it is, who pays."""

    folder: Path
    progress: Progress = lambda _done, _total: None
    seal: Seal | None = None
    purse: Purse | None = None


class Sitting(NamedTuple):
    """A judge that is ready: its definition, the digest of all that it is, and what it says.

    The digest is known before anything is judged.
    """

    spec: JudgeSpec
    digest: str
    judge: Callable[[Sequence[Answered], Work], list[Judgement]]


def sitting(
    name: str,
    judges: Judges,
    catalogue: Catalogue,
    own: Mapping[str, Own] | None = None,
    within: tuple[str, ...] = (),
) -> Sitting:
    """Return a judge ready to judge; raise for one that is unknown or cannot be used.

    `own` are the judges that a check brings with it.
    """
    spec = judges.get(name, within)
    if spec.kind == "combined":
        inside = (*within, name)
        parts = [sitting(one, judges, catalogue, own, inside) for one in spec.judges]
        return _together(spec, parts)
    if spec.kind in OWN:
        brought = (own or {}).get(spec.kind)
        if brought is None:
            raise BadJudgesError(
                file=judges.root.name or spec.id, why=f"{spec.id}: {ONLY_IN_A_CHECK}"
            )
        return Sitting(spec, brought.digest, lambda _answers, _work: list(brought.judge()))
    return _single(spec, judges.root, catalogue)


def _together(spec: JudgeSpec, parts: Sequence[Sitting]) -> Sitting:
    digest = combined_digest(spec, [part.digest for part in parts])

    def judge(answers: Sequence[Answered], work: Work) -> list[Judgement]:
        return combined(spec, [part.judge(answers, work) for part in parts])

    return Sitting(spec, digest, judge)


def _single(spec: JudgeSpec, root: Path, catalogue: Catalogue) -> Sitting:
    if spec.kind == "refusal":
        return Sitting(
            spec, judge_digest(), lambda answers, _: list(map(refusal_judgement, answers))
        )
    if spec.kind == "people":
        reviews = reviews_of(spec, root)
        return Sitting(
            spec, reviews.digest, lambda answers, _: people_judgements(spec, answers, reviews)
        )
    if spec.kind == "plugin":
        plugin = load_plugin(spec)
        return Sitting(
            spec,
            plugin.digest,
            lambda answers, work: plugin_judgements(spec, plugin, answers, work.progress),
        )
    served = served_by(spec, root, catalogue)

    def ask(answers: Sequence[Answered], work: Work) -> list[Judgement]:
        journal = work.folder / f"judge-{spec.id}.jsonl"
        return ask_judge(served, answers, journal, work.progress, work.seal, work.purse)

    return Sitting(spec, served.digest, ask)


def journals_of_judges(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the journals that judges left in a folder: how many records, and the last hash."""
    found = {}
    for path in sorted(folder.glob("judge-*.jsonl")):
        records, head = 0, START
        with path.open("rb") as file:
            for line, _, _ in placed_lines(file, path.name):
                records, head = records + 1, line.sha256
        found[path.name] = {"records": records, "head": head}
    return found


def judge_answers(
    name: str,
    answers: Sequence[Answered],
    *,
    judges: Judges,
    catalogue: Catalogue,
    folder: Path,
    progress: Progress = lambda _done, _total: None,
) -> list[Judgement]:
    """Return what a judge says of every answer, in order.

    `folder` keeps one journal for each judge that is a model: judging again asks nothing twice.
    """
    return sitting(name, judges, catalogue).judge(answers, Work(folder, progress))


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
