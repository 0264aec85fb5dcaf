"""How much is found, and how much of it is right: planted documents and the written test set."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from hegui.checks.corpus.identity.selection import kind_names, selected
from tests.support.identity_truth import Finder, Sample, Score, scores, total, written
from tests.support.planted import DEFAULT_KINDS, MAKERS, corpus

DAY = dt.date(2026, 11, 20)
DOCUMENTS = 1500
WRITTEN: dict[str, list[Sample]] = {}
for _kind, _sample in written():
    WRITTEN.setdefault(_kind, []).append(_sample)


@pytest.mark.parametrize(
    ("asked", "planted"), [(None, DEFAULT_KINDS), (kind_names(), tuple(MAKERS))]
)
def test_planted_values_are_found_and_little_else(
    asked: Sequence[str] | None, planted: tuple[str, ...]
) -> None:
    found = scores(Finder(selected(asked, DAY)), corpus("test", DOCUMENTS, planted))
    assert set(found) == set(planted)
    assert total(found.values()).recall >= 0.99
    assert total(found.values()).precision >= 0.95
    for kind, score in found.items():
        assert min(score.recall, score.precision) >= 0.9, kind


@pytest.mark.parametrize("kind", kind_names())
def test_written_sentences(kind: str) -> None:
    score = written_score(kind)
    assert score.recall >= 0.9, score
    assert score.precision >= 0.9, score


def written_score(kind: str) -> Score:
    """Return the score of one kind on its own sentences, all kinds being looked for."""
    finder = Finder(selected(kind_names(), DAY))
    return scores(finder, WRITTEN[kind], only=kind)[kind]


def test_the_written_set_has_enough_of_every_kind() -> None:
    assert set(WRITTEN) == set(kind_names())
    for kind, samples in WRITTEN.items():
        assert sum(1 for sample in samples if sample.spans) >= 15, kind
        assert sum(1 for sample in samples if not sample.spans) >= 15, kind


def test_nobody_alive_is_meant() -> None:
    for sample in corpus("test", DOCUMENTS, DEFAULT_KINDS):
        for span in sample.spans:
            if span.kind == "cn_id":
                assert int(sample.text[span.start + 6 : span.start + 10]) < 1910


def test_repeated_documents_count_again() -> None:
    texts = [sample.text for sample in corpus("test", DOCUMENTS, DEFAULT_KINDS)]
    assert len(set(texts)) < len(texts)


@pytest.mark.real
def test_law_texts_hold_no_identity_numbers(real_inputs: Path) -> None:
    finder = Finder(selected(kind_names(), DAY))
    texts = sorted(path for path in (real_inputs / "laws").iterdir() if path.name != "README.md")
    assert len(texts) >= 10
    for path in texts:
        assert finder.spans(path.read_text("utf-8")) == [], path.name
