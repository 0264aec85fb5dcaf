"""All engines find the same."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.checks.corpus.identity.detector import PiiSpec
from hegui.checks.corpus.identity.prefilter import PREFILTER_ENGINES, compile_prefilters
from hegui.checks.corpus.identity.selection import selected
from hegui.checks.corpus.reading.batch import make_batch
from hegui.engine.literals import EngineError, EngineName, compile_literals, installed_engines
from hegui.engine.matching import TermMatcher
from hegui.engine.native.library import SWITCH
from hegui.engine.terms import Term
from tests.checks.corpus.test_pii import FOUND, NOT_FOUND
from tests.support.scans import Desk

ENGINES = installed_engines()
DAY = dt.date(2026, 11, 20)
PATIENT = settings(deadline=None, max_examples=60)
LETTERS = st.sampled_from(list("赌博网络éÉaAbBxＡａ1２ 　😀\n\0·"))
WORDS = st.text(LETTERS.filter(lambda c: c not in "\n\0"), min_size=1, max_size=4)
TEXTS = st.lists(st.text(LETTERS, max_size=30), min_size=1, max_size=5)
PIECES = st.sampled_from(
    [text for text, _ in FOUND] + NOT_FOUND + list("1387 -　\n＠@.0１x京A") + ["护照", "+86"]
)
DOCUMENTS = st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=1, max_size=4)


@PATIENT
@given(words=st.lists(WORDS, min_size=1, max_size=8, unique=True), texts=TEXTS)
def test_terms(words: list[str], texts: list[str]) -> None:
    terms = [Term(text=word, risks=(f"A.1.{n % 2}",)) for n, word in enumerate(words)]
    found = [[TermMatcher(terms, engine).in_text(text) for text in texts] for engine in ENGINES]
    assert all(one == found[0] for one in found)


@PATIENT
@given(words=st.lists(WORDS, min_size=1, max_size=8), text=st.text(LETTERS, max_size=40))
def test_literals_report_every_occurrence(words: list[str], text: str) -> None:
    keys = list(dict.fromkeys(word.encode().lower() for word in words))
    data = text.encode()
    expected = Counter(
        (number, at, at + len(key))
        for number, key in enumerate(keys)
        for at in range(len(data))
        if data.lower().startswith(key, at)
    )
    for engine in ENGINES:
        assert Counter(compile_literals(keys, engine)[1].find(data)) == expected


@PATIENT
@given(texts=DOCUMENTS)
def test_personal_information(texts: list[str]) -> None:
    found = []
    for engine in PREFILTER_ENGINES:
        detector = PiiSpec("data", DAY, b"key", engine).build()
        numbers = [str(n) for n in range(len(texts))]
        lines = list(range(len(texts)))
        batch = make_batch("c.jsonl", numbers, lines, numbers, texts)
        found.append((list(detector.look(batch)), detector.counts))
    assert found[0] == found[1]


@pytest.mark.parametrize("engine", PREFILTER_ENGINES)
def test_long_runs_do_not_make_a_candidate_of_every_character(engine: EngineName) -> None:
    _, candidates = compile_prefilters(selected(None, DAY).prefilters, engine)
    for piece in ("1", "a.", "1380000", "京"):
        assert len(candidates.find((piece * 20_000).encode())) < 100


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_checks(desk: Desk, engine: str) -> None:
    desk.lines("c.jsonl", *(text for text, _ in FOUND), *NOT_FOUND)
    desk.library({"term": "电话", "risk": "A.1.a"}, {"term": "e", "risk": "A.1.b"})
    for check in ("corpus.terms", "corpus.pii"):
        fastest = desk.run(check)
        desk.checks = {check: {"engine": engine}}
        outcome, context = desk.run(check)
        desk.checks = {}
        assert outcome.measures == fastest[0].measures
        assert context.findings == fastest[1].findings
        others = {"ahocorasick": "python", "native": "hyperscan"} if check == "corpus.pii" else {}
        assert outcome.run["engine"] == others.get(engine, engine)


def test_unknown_and_missing_engines_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EngineError, match="magic"):
        compile_literals([b"x"], "magic")  # type: ignore[arg-type]
    monkeypatch.setitem(__import__("sys").modules, "hyperscan", None)
    with pytest.raises(EngineError, match="hyperscan"):
        compile_literals([b"x"], "hyperscan")
    monkeypatch.setenv(SWITCH, "0")
    with pytest.raises(EngineError, match="native"):
        compile_literals([b"x"], "native")
    assert compile_literals([b"x"])[0] == "ahocorasick"
    assert installed_engines()[-1] == "python"
