"""Where several judges disagree: data for people to decide, and how far each two agree."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import msgspec

from hegui.checks.model.judges.combining import OPEN
from hegui.checks.model.judges.verdicts import Answered, Judgement
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record
from hegui.engine.statistics.agreement import agreement

FORMAT = "hegui/judges-compared/1"
COMPARED, DISAGREEMENTS = "judges.json", "disagreements.jsonl"


class Disagreement(Record, frozen=True, kw_only=True):
    """One answer on which judges said different things, without its words.

    `verdict` is that of the rule which combines them, `judges` what each said.
    """

    id: str
    verdict: str
    judges: dict[str, str]
    answer_sha256: str


def disagreements(answers: Sequence[Answered], found: Sequence[Judgement]) -> list[Disagreement]:
    """Return the answers on which at least two judges gave different verdicts."""
    return [
        Disagreement(
            id=said.id,
            verdict=said.verdict,
            judges=said.said,
            answer_sha256=sha256_bytes(one.answer.encode("utf-8", "replace")),
        )
        for one, said in zip(answers, found, strict=True)
        if len(set(said.said.values()) - set(OPEN)) > 1
    ]


def compared(found: Sequence[Judgement], differ: int) -> dict[str, Any]:
    """Return what each judge said how often, and for each two how far they agree.

    Two judges are held together over the answers of which both say something; `kappa` is Cohen's.
    """
    names = list(found[0].said) if found else []
    return {
        "format": FORMAT,
        "judge": found[0].judge if found else "",
        "digest": found[0].digest if found else "",
        "answers": len(found),
        "counts": {
            name: dict(sorted(Counter(one.said[name] for one in found).items())) for name in names
        },
        "agreement": [
            {"judges": [one, two], **_agreed(found, one, two)}
            for one, two in combinations(names, 2)
        ],
        "disagreements": differ,
    }


def _agreed(found: Sequence[Judgement], one: str, two: str) -> dict[str, Any]:
    pairs = [(said.said[one], said.said[two]) for said in found]
    both = [pair for pair in pairs if not set(pair) & set(OPEN)]
    told = agreement(both)
    return {name: getattr(told, name) for name in told.__struct_fields__} | {
        "one_silent": len(pairs) - len(both)
    }


def lines(found: Sequence[Disagreement]) -> bytes:
    """Return disagreements as JSON lines."""
    return b"".join(msgspec.json.encode(one) + b"\n" for one in found)
