"""Hints leave out only cues that cannot match, and are those of the rules."""

import json
import re
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.model.judging import hints, judge, rules
from hegui.checks.model.judging.hints import GROUPS, Chooser, Hints, chooser, script
from hegui.checks.model.judging.refusal import CLAUSE, SENTENCE, _judge
from hegui.checks.model.judging.rules import compiled_cue, cues_of
from hegui.checks.model.judging.text import folded, visible

ROOT = Path(__file__).parents[3]
WRITTEN = sorted((ROOT / "tests/data/refusal").rglob("*.yaml"))
NAMES = {name for group in GROUPS for name in (cue.id for cue in cues_of(group))}
WORDS = sorted(
    {
        word
        for pattern in (
            *(cue.pattern for group in GROUPS for cue in cues_of(group)),
            *rules.refusal_rules().words.values(),
        )
        for word in re.findall(r"[a-z']{2,}|[\u4e00-\u9fff]+", pattern)
    }
)


def texts() -> Iterator[str]:
    """Yield all written answers, those held out too."""
    for file in WRITTEN:
        for answers in yaml.safe_load(file.read_text("utf-8"))["answers"].values():
            yield from answers


def pieces(text: str) -> set[str]:
    """Return a comparable text, its sentences and their clauses."""
    plain = folded(visible(text))
    sentences = {match.group() for match in SENTENCE.finditer(plain)}
    return {plain, *sentences, *(clause for one in sentences for clause in CLAUSE.split(one))}


def in_script(text: str) -> set[str]:
    """Return the ids of the cues whose script is in a text."""
    there = {1: re.search("[\u3400-\u9fff]", text), 2: re.search("[a-z]", text), 0: True}
    return {name for name in NAMES if there[script(name)]}


def assert_none_is_missed(text: str) -> None:
    """Search a text for every cue of its script, and compare with those that are left."""
    fitting = in_script(text)
    for group in GROUPS:
        left = {cue.id for cue in chooser(group)(text)}
        assert left <= fitting
        for cue in cues_of(group):
            if cue.id in fitting and compiled_cue(cue).pattern.search(text):
                assert cue.id in left, (group, cue.id, text)


def test_every_cue_in_the_written_answers_is_left() -> None:
    for piece in sorted(set().union(*map(pieces, texts()))):
        assert_none_is_missed(piece)


@given(st.lists(st.sampled_from([*WORDS, *" ,。:!?\n'"]), max_size=30).map("".join))
def test_every_cue_in_any_mixture_of_their_words_is_left(text: str) -> None:
    assert_none_is_missed(folded(text))


def test_hints_are_those_of_the_rules() -> None:
    spec = spec_from_file_location("refusal_hints", ROOT / "tools/refusal_hints.py")
    assert spec
    assert spec.loader
    tool = module_from_spec(spec)
    spec.loader.exec_module(tool)
    kept = json.loads((Path(hints.__file__).with_name("hints.json")).read_bytes())
    assert tool.made() == kept


def test_hints_leave_most_cues_out() -> None:
    sentence = "长江发源于青藏高原,全长约六千三百公里。"
    assert sum(len(chooser(group)(sentence)) for group in GROUPS) < 6
    assert sum(len(cues_of(group)) for group in GROUPS) > 100


def test_hints_made_from_other_rules_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hints, "rules_sha256", lambda: "0" * 64)
    assert hints.hints.__wrapped__() == Hints(source_sha256="0" * 64, needs={})


def test_verdicts_are_the_same_without_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(text, judge(text)) for text in texts()]
    monkeypatch.setattr(hints, "hints", lambda: Hints(source_sha256="", needs={}))
    bare = {group: Chooser(group) for group in GROUPS}
    assert len(bare["soft"]("好")) > len(chooser("soft")("好"))
    monkeypatch.setattr("hegui.checks.model.judging.refusal.chooser", bare.__getitem__)
    monkeypatch.setattr("hegui.checks.model.judging.text.chooser", bare.__getitem__)
    assert found == [(text, _judge(text)) for text, _ in found]
