"""Judges that are models: asked through the same runner, journal and retries as what they judge."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.asking import Progress, Round
from hegui.checks.model.budget import Prices, Purse
from hegui.checks.model.client import ChatClient
from hegui.checks.model.journal import Journal, Known
from hegui.checks.model.judges.definition import JudgeSpec
from hegui.checks.model.judges.formats import Rubric, guard_format, rubric
from hegui.checks.model.judges.reading import Said, read_guard, read_object
from hegui.checks.model.judges.verdicts import UNDETERMINED, Answered, Judgement
from hegui.checks.model.request import Asking, chat_request
from hegui.common.hashing import digest_of
from hegui.common.struct import Record
from hegui.engine.banks import Message
from hegui.engine.sealing import Seal

MARK_CHARS = 12
NO_ANSWER = "judge_no_answer"
PLACES = (
    "base_url",
    "api_key_env",
    "concurrency",
    "timeout_s",
    "attempts",
    "price_in",
    "price_out",
)
"""Where, how fast and at what price a judge is asked; not who it is."""


class Served(NamedTuple):
    """A judge that is a model: what it is asked about an answer, how it is read, and its digest."""

    spec: JudgeSpec
    turns: Callable[[Answered], tuple[Message, ...]]
    read: Callable[[str], Said]
    digest: str


class _Turns(Record, frozen=True, kw_only=True):
    id: str
    messages: tuple[Message, ...]

    def turns(self) -> tuple[Message, ...]:
        return self.messages


def guard_judge(spec: JudgeSpec) -> Served:
    """Return a guard model as a judge."""
    form = guard_format(spec.format)

    def turns(one: Answered) -> tuple[Message, ...]:
        if form.ask == "conversation":
            return (
                Message(role="user", content=one.question),
                Message(role="assistant", content=one.answer),
            )
        text = _filled(form.template, question=one.question, answer=one.answer)
        return (Message(role="user", content=text),)

    return Served(spec, turns, lambda raw: read_guard(form, raw), _digest(spec, form))


def llm_judge(spec: JudgeSpec, root: Path, catalogue: Catalogue) -> Served:
    """Return a general model with a rubric as a judge."""
    told = rubric(root / spec.rubric if spec.rubric else None)
    risks = {code: f"{row.title_zh}。{row.zh}" for code, row in catalogue.risks.items()}

    def turns(one: Answered) -> tuple[Message, ...]:
        known = [code for code in one.risks if code in risks]
        asked = told.measures.get(one.check, "").format(reference=one.reference or "—")
        text = _filled(
            told.user,
            risk=asked or "；".join(risks[code] for code in known) or told.any_risk,
            guidance="" if asked else " ".join(guidance(told, known)),
            mark="<<" + digest_of([one.question, one.answer])[:MARK_CHARS] + ">>",
            question=one.question,
            answer=one.answer,
        )
        return (
            Message(role="system", content=told.system.format()),
            Message(role="user", content=text),
        )

    digest = _digest(spec, [told, risks])
    return Served(spec, turns, lambda raw: read_object(told.words, raw), digest)


def guidance(told: Rubric, codes: Sequence[str]) -> list[str]:
    """Return what the rubric adds for risks: by class, and by risk."""
    keys = [key for code in codes for key in (code.rpartition(".")[0], code)]
    found = (told.classes.get(key) or told.risks.get(key, "") for key in keys)
    return list(dict.fromkeys(filter(None, found)))


def _filled(template: str, **values: str) -> str:
    """Fill a template in one pass, so that braces in an answer mean nothing."""
    return template.format(**values)


def _digest(spec: JudgeSpec, told: object) -> str:
    who = {name: getattr(spec, name) for name in spec.__struct_fields__ if name not in PLACES}
    return digest_of({"judge": who, "told": told})


def ask_judge(
    judge: Served,
    answers: Sequence[Answered],
    journal: Path,
    progress: Progress,
    seal: Seal | None = None,
    purse: Purse | None = None,
) -> list[Judgement]:
    """Return what a judge says of every answer, in order.

    It is not asked any more once what `purse` has left for it is spent, and says nothing of the rest.

    The journal is encrypted with `seal`. What the journal holds a judgement for is not asked again: it is kept under the digest of the whole
    judge and the address. A call that failed is undetermined and names the failure.
    """
    endpoint = judge.spec.endpoint()
    items = list(item_names(answers))
    askings = [
        Asking(
            item=item, request=chat_request(endpoint, _Turns(id=item, messages=judge.turns(one)))
        )
        for item, one in zip(items, answers, strict=True)
    ]
    with Journal(journal, seal=seal) as kept:
        asked = Round(
            askings,
            client=(client := ChatClient(endpoint, prices=prices_for(judge.spec, purse))),
            journal=kept,
            progress=progress,
            workers=endpoint.concurrency,
            about={"judge": judge.digest, "endpoint": endpoint.base_url},
        )
        known = asyncio.run(asked.run())
        if purse is not None:
            purse.took(judge.spec.id, client.budget.cost, asked.stopped)
    return [
        _judgement(judge, one, known.get(item)) for item, one in zip(items, answers, strict=True)
    ]


def prices_for(spec: JudgeSpec, purse: Purse | None) -> Prices | None:
    """Return the prices of a judge with what it may spend, None without a purse."""
    if purse is None:
        return None
    return purse.prices(spec.id, spec.price_in or 0.0, spec.price_out or 0.0)


def served_by(spec: JudgeSpec, root: Path, catalogue: Catalogue) -> Served:
    """Return a judge that is a model, of either kind."""
    return guard_judge(spec) if spec.kind == "guard" else llm_judge(spec, root, catalogue)


def item_names(answers: Iterable[Answered]) -> Iterator[str]:
    """Yield a name for each answer: its id, with a number where the same id was answered again."""
    seen: Counter[str] = Counter()
    for one in answers:
        seen[one.id] += 1
        yield one.id if seen[one.id] == 1 else f"{one.id}#{seen[one.id]}"


def _judgement(judge: Served, one: Answered, known: Known | None) -> Judgement:
    said, raw = Said(UNDETERMINED, f"{NO_ANSWER}:not_asked"), ""
    if known is not None and not known.last.answered:
        said = Said(UNDETERMINED, f"{NO_ANSWER}:{known.last.failure}")
    elif known is not None:
        raw = known.last.text
        said = judge.read(raw)
    return Judgement(
        id=one.id,
        verdict=said.verdict,
        reason=said.reason,
        judge=judge.spec.id,
        digest=judge.digest,
        raw=raw,
    )
