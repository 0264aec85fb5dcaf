"""What pages show of who judged a result: taken out of the bundle once, whatever a bundle holds."""

from collections.abc import Mapping
from typing import Any

from hegui.common.text import LANGS
from hegui.engine.model import CheckResult
from hegui.reports.model import Names, model_words

MOST = 50
"""So many judges, pairs and reasons are shown."""
PEOPLE = "people"


def judge_of(result: CheckResult) -> dict[str, Any] | None:
    """Return who judged, what labels say of it, and how several judges agreed; None for nobody.

    `run` holds how several agreed. Nothing verifies it, so its shapes are not relied on.
    """
    by = result.judged_by
    if by is None:
        return None
    together = mapping(result.run.get("judges"))
    measured = by.calibration
    return {
        "name": by.name,
        "kind": by.kind,
        "digest": by.digest,
        "people": by.kind == PEOPLE,
        "measured": measured
        and {"labels": measured.labels, "method": measured.method, "file": measured.file},
        "few_labels": bool(by.uncalibrated),
        "rule": str(together.get("rule", "")),
        "members": members(together),
        "pairs": pairs(together),
        "answers": count(together.get("answers")),
        "disagreements": count(together.get("disagreements")),
        "unanswered": count(result.measures.get("unanswered")),
        "why": reasons(mapping(result.run.get("unanswered_why"))),
    }


def members(together: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what each judge said how often."""
    found = mapping(together.get("counts"))
    return [
        {"name": str(name), "said": said(mapping(words))} for name, words in [*found.items()][:MOST]
    ]


def said(words: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return verdicts with their words in both languages, the most frequent first."""
    rows = [(str(word), number) for word, n in words.items() if (number := count(n)) is not None]
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))[:MOST]
    return [{"n": n, **{lang: word_of(word, lang) for lang in LANGS}} for word, n in ordered]


def word_of(word: str, lang: Any) -> str:
    """Return a verdict in words."""
    return str(model_words(lang)["verdict_words"].get(word, word))


def pairs(together: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return for each two judges how many answers both judged, how many alike, and kappa."""
    rows = together.get("agreement")
    found = []
    for row in (mapping(one) for one in (rows if isinstance(rows, list) else [])[:MOST]):
        names, kappa = row.get("judges"), row.get("kappa")
        if isinstance(names, list) and count(row.get("n")) is not None:
            found.append(
                {
                    "names": [str(name) for name in names],
                    "n": row["n"],
                    "agreed": count(row.get("agreed")),
                    "kappa": kappa if isinstance(kappa, int | float) else None,
                }
            )
    return found


def reasons(why: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return why there is no verdict, in words, with the number of each."""
    rows = [(str(name), n) for name, n in why.items() if count(n)]
    return [
        {"n": n, **{lang: Names(lang).failure(name) for lang in LANGS}} for name, n in rows[:MOST]
    ]


def mapping(value: object) -> Mapping[str, Any]:
    """Return a mapping, an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def count(value: object) -> int | None:
    """Return a number of things, None for what is none."""
    return value if type(value) is int and value >= 0 else None
