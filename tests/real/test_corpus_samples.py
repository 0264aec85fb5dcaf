"""The questions of the JADE set scan, profile and sample, and come back reviewed."""

import json
from pathlib import Path

import pytest

from hegui.catalogue import load
from tests.checks.corpus.samples.corpora import drawn, hegui
from tests.real.jade import questions

pytestmark = pytest.mark.real


def test_the_questions_scan_profile_and_sample(real_inputs: Path, tmp_path: Path) -> None:
    rows = list(questions(real_inputs, load()))
    corpus = tmp_path / "jade"
    corpus.mkdir()
    for number in range(3):
        lines = [json.dumps(row, ensure_ascii=False) for row in rows[number::3]]
        (corpus / f"{number}.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "terms.txt").write_text("毒品\n银行卡\n护照\n", encoding="utf-8")
    scan = tmp_path / "scan"
    found = hegui("scan", corpus, "--terms", tmp_path / "terms.txt", "--out", scan)
    assert (found["docs"], found["bad"]) == (len(rows), 0)
    assert found["findings"] > 10
    profile = hegui("profile", corpus, "--out", tmp_path / "profile")["profile"]
    languages = {share["value"]: share["share"] for share in profile["languages"]["values"]}
    assert languages["zh"] >= 0.99
    ways = {share["value"]: share["share"] for share in profile["chinese"]["values"]}
    assert ways.get("traditional", 0.0) <= 0.001
    assert all(signal["share"] <= 0.01 for signal in profile["quality"])
    out = tmp_path / "sample"
    given = ("--n", 300, "--share", "0.1", "--findings", scan, "--seed", "real")
    machine = hegui("sample", corpus, "--out", out, *given, code=1)["technical"]
    assert machine["n"] * 10 >= len(rows)
    draw, items = drawn(out)
    assert (draw.population, len(items)) == (len(rows), draw.size)
    filled = [json.loads(line) for line in (out / "review.jsonl").read_text("utf-8").splitlines()]
    texts = {row["text"].strip() for row in rows}
    assert {row["text"].strip() for row in filled} <= texts
    answers = (json.dumps({**row, "verdict": "合格"}) for row in filled)
    (out / "r.jsonl").write_text("\n".join(answers), encoding="utf-8")
    review = hegui("review", out, out / "r.jsonl", code=1)["review"]
    assert (review["n"], review["k"], review["population"]) == (draw.size, draw.size, len(rows))
