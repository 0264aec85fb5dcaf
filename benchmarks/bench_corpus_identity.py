"""Personal information: what the prefilters and the exact look cost, and what they find.

Recall and precision are measured on planted documents (the truth is kept span by span) and on the
written test set; figures per kind stand in the notes.
"""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DAY = dt.date(2026, 11, 20)
DOCUMENTS = 20_000
MEGABYTES = 40
MB = 1_000_000
CHUNK = 256 << 10
PREFILTER_MS = {"eight kinds": 0.55, "all kinds": 2.0}
"""Milliseconds of processor time that the prefilters may take for a megabyte of text."""
LOOK_US = 15
"""Microseconds that the exact look may take for a candidate."""


def bench(case: Any) -> None:
    """Measure speed on text with few values, then recall and precision."""
    sys.path.insert(0, str(ROOT))
    from hegui.checks.corpus.identity.selection import kind_names

    texts = documents()
    for name, kinds in (("eight kinds", None), ("all kinds", kind_names())):
        speed(case, name, kinds, texts)
    planted(case)
    sentences(case)


def documents() -> list[str]:
    """Return Chinese and English text, three in a hundred documents with a value."""
    import random

    from tests.support.planted import DEFAULT_KINDS, document, filler

    draw, texts, size = random.Random("speed"), list[str](), 0
    while size < MEGABYTES * MB:
        text = "".join(filler(draw) for _ in range(draw.randint(4, 20)))
        if draw.random() < 0.03:
            text += document(draw, DEFAULT_KINDS).text
        texts.append(text)
        size += len(text.encode())
    return texts


def speed(case: Any, name: str, kinds: Sequence[str] | None, texts: list[str]) -> None:
    """Measure the prefilters over the bytes, and the exact look at what they hit."""
    from hegui.checks.corpus.identity.prefilter import compile_prefilters, in_characters
    from hegui.checks.corpus.identity.selection import selected

    identities = selected(kinds, DAY)
    engine, candidates = compile_prefilters(identities.prefilters)
    data = "\n".join(texts).encode()
    chunks = [data[at : at + CHUNK] for at in range(0, len(data), CHUNK)]
    limit = PREFILTER_MS[name] / 1000 * len(data) / MB
    with case(f"{name}: prefilters, {engine}", size=len(data), limit=limit) as figures:
        hits = sum(len(candidates.find(chunk)) for chunk in chunks)
        figures["hits"] = hits
    work = [(text, found) for text in texts if (found := candidates.find(text.encode()))]
    near = [(text, in_characters(text.encode(), found)) for text, found in work]
    limit = LOOK_US * sum(len(found) for _, found in near) / 1e6
    with case(f"{name}: exact look", items=sum(len(f) for _, f in near), limit=limit) as figures:
        figures["findings"] = sum(len(identities.find(text, found)) for text, found in near)


def planted(case: Any) -> None:
    """Measure recall and precision on planted documents."""
    from hegui.checks.corpus.identity.selection import kind_names
    from tests.support.planted import DEFAULT_KINDS, MAKERS, samples

    for name, asked, kinds in (
        ("eight kinds", kind_names(default=True), DEFAULT_KINDS),
        ("all kinds", kind_names(), tuple(MAKERS)),
    ):
        scored(
            case,
            f"{DOCUMENTS:,} planted documents, {name}",
            asked,
            samples("bench", DOCUMENTS, kinds),
        )


def scored(case: Any, name: str, asked: Sequence[str], samples: Any) -> None:
    """Record recall and precision over all kinds, and the lowest of any kind."""
    from hegui.checks.corpus.identity.selection import selected
    from tests.support.identity_truth import Finder, scores, total

    found = scores(Finder(selected(asked, DAY)), samples)
    together = total(found.values())
    case.ratio(f"{name}: recall", together.recall, at_least=0.99)
    case.ratio(f"{name}: precision", together.precision, at_least=0.95)
    for kind, score in found.items():
        case.ratio(f"{name}: {kind}, recall", score.recall, at_least=0.9)
        case.ratio(f"{name}: {kind}, precision", score.precision, at_least=0.9)


def sentences(case: Any) -> None:
    """Record recall and precision of every kind on the written test set."""
    from hegui.checks.corpus.identity.selection import kind_names, selected
    from tests.support.identity_truth import Finder, scores, written

    finder = Finder(selected(kind_names(), DAY))
    by_kind: dict[str, list[Any]] = {}
    for kind, sample in written():
        by_kind.setdefault(kind, []).append(sample)
    for kind, samples in by_kind.items():
        score = scores(finder, samples, only=kind)[kind]
        case.ratio(f"written, {len(samples)} sentences: {kind}, recall", score.recall, at_least=0.9)
        case.ratio(
            f"written, {len(samples)} sentences: {kind}, precision", score.precision, at_least=0.9
        )
