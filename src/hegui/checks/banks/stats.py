"""Figures about a bank: what is in it, from where, how long, how old; no text of any question."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hegui.engine.mixed_bank import MixedQuestion

BY = ("wanted", "topic", "operator", "source", "licence", "sensitivity")


def stats(questions: Sequence[MixedQuestion], today: dt.date) -> dict[str, Any]:
    """Return counts by every field, lengths in characters, and days since the last change."""
    lengths = sorted(len(question.text) for question in questions)
    days = [day for q in questions for day in (q.added, q.reviewed) if day]
    return {
        "items": len(questions),
        "by": {
            "expectation" if name == "wanted" else name: counted(
                getattr(q, name) for q in questions
            )
            for name in BY
        },
        "by_risk": counted(code for q in questions for code in q.risks),
        "by_media": counted(m.kind for q in questions for t in q.turns() for m in t.media),
        "with_media": sum(any(turn.media for turn in q.turns()) for q in questions),
        "conversations": sum(bool(q.messages) for q in questions),
        "with_reference": sum(bool(q.reference) for q in questions),
        "groups": len({q.group for q in questions if q.group}),
        "chars": {name: lengths[(len(lengths) - 1) * share // 100] for name, share in SHARES},
        "undated": sum(not (q.added or q.reviewed) for q in questions),
        "newest": max(days).isoformat() if days else None,
        "age_days": (today - max(days)).days if days else None,
    }


SHARES = (("min", 0), ("median", 50), ("p95", 95), ("max", 100))


def counted(values: Any) -> dict[str, int]:
    """Return how often each value comes, empty ones left out, in order."""
    return dict(sorted(Counter(value for value in values if value).items()))
