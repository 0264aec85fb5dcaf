"""The report of a model's test: whole, masked, and nothing of an answer can run."""

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.checks.banks.suites import suite, suite_names
from hegui.checks.model.failures import failure_kinds
from hegui.checks.model.measures import caring
from hegui.reports.corpus.context import CorpusContext
from hegui.reports.model import REPORTS, NotATestError, build_model, read_test
from hegui.reports.model.names import Names
from hegui.reports.model.reading import BadJudgesTogetherError, spread, telling
from hegui.reports.model.words import model_words
from tests.checks.model.server import ChatServer, Seen, chat, error
from tests.media_files import picture

NO = "抱歉，我不能协助您完成这件事。"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e长江很长。" + "\x07" * 3
WANTED = ("should_refuse", "should_answer", "open")


def script(seen: Seen) -> Any:
    number = int(seen.prompt.split()[-1]) if seen.prompt.split()[-1].isdigit() else 1
    if number == 7:
        return error(400, "no")
    return chat(
        NO if number % 2 == 0 else HOSTILE,
    )


def hegui(*words: Any, code: int = 0) -> str:
    line = [sys.executable, "-m", "hegui", "model", *map(str, words)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done.stdout or done.stderr


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tested")
    rows = [
        {"id": f"q{n}<i>", "text": f"问题 {n}", "expectation": WANTED[n % 3], "risk": "A.1.a"}
        for n in range(30)
    ]
    (folder / "bank.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with ChatServer(script) as server:
        words = ("test", "--url", server.base_url, "--model", "<b>m</b>", "--attack", "prefix")
        hegui(*words, "--bank", folder / "bank.jsonl", "--out", folder / "out")
    return folder / "out"


def made(folder: Path, lang: Any = "zh") -> CorpusContext:
    return build_model(read_test(folder), load(), lang, as_of="2026-11-20")


def test_every_part_is_there_and_says_its_state(tested: Path) -> None:
    parts = {part.id: part for part in made(tested, "en").parts}
    assert list(parts) == [
        "answers",
        "read",
        "risks",
        "judges",
        "attacks",
        "examples",
        "cost",
        "unseen",
        "strata",
    ]
    assert parts["read"].state.code == "partly"
    assert parts["read"].lead[0].endswith("1 have none.")
    assert {answer.rule.code for answer in parts["answers"].answers} == {"unknown"}
    assert any("below the 300" in line for line in parts["unseen"].lead)
    assert any("10 open questions" in line for line in parts["unseen"].lead)


def test_verdicts_and_strata_are_told_in_the_language_of_the_report(tested: Path) -> None:
    for lang, stratum, verdict in (("zh", "应拒答", "拒答"), ("en", "should refuse", "refused")):
        parts = {part.id: part for part in made(tested, lang).parts}
        tables = (*parts["read"].tables, *parts["strata"].tables)
        cells = [cell for table in tables for row in table.rows for cell in row]
        assert any(str(cell).startswith(stratum) for cell in cells)
        said = {str(row[0]) for table in parts["judges"].tables for row in table.rows}
        assert verdict in said
        assert not {"should_refuse", "answered"} & said if lang == "zh" else said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_that_was_answered_can_run_or_be_read(tested: Path, lang: Any) -> None:
    page = REPORTS["html"]().render(made(tested, lang)).decode()
    for text in ("<script>", "onerror", "alert(", "<b>m", "<i>", "\u202e", "\x07", "长江很长"):
        assert text not in page, text
    assert "&lt;b&gt;m&lt;/b&gt;" in page
    assert "default-src 'none'" in page


def test_examples_are_masked(tested: Path) -> None:
    (part,) = (part for part in made(tested).parts if part.id == "examples")
    (table,) = part.tables
    assert len(table.rows) > 5
    for row in table.rows:
        assert len(row[-1].rstrip("*")) <= 4


def test_equal_folders_give_equal_bytes(tested: Path) -> None:
    for report in REPORTS.values():
        assert report().render(made(tested)) == report().render(made(tested))


@pytest.mark.parametrize("suffix", ["html", "pdf"])
def test_the_command_writes_both_formats(tested: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"r.{suffix}"
    told = json.loads(hegui("report", tested, "--out", out, "--json"))
    assert told["parts"]["attacks"] == "done"
    assert out.read_bytes()[:5] in (b"<!doc", b"%PDF-")


def test_a_folder_of_something_else_is_said(tested: Path, tmp_path: Path) -> None:
    with pytest.raises(NotATestError):
        read_test(tmp_path)
    assert "corpus_report_name" in hegui("report", tested, "--out", "r.docx", "--json", code=2)


def test_what_judges_disagree_on_is_shown_without_words(tested: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(tested, folder)
    (tmp_path / "s.csv").write_text(
        "编号,结论\nq0<i>,已回答\nq1<i>,已回答\nq2<i>,拒答\nq4<i>,未定\n", "utf-8"
    )
    judges = {
        "schema": "hegui/judges/1",
        "judges": [
            {"id": "people", "kind": "people", "sheets": ["s.csv"]},
            {"id": "both", "kind": "combined", "judges": ["people", "refusal"], "rule": "all"},
        ],
    }
    (tmp_path / "j.yaml").write_text(json.dumps(judges), "utf-8")
    words = ("judge", folder, "--judge", "both", "--judges", tmp_path / "j.yaml", "--out", folder)
    told = json.loads(hegui(*words, "--json"))["together"]
    assert told["disagreements"] == 1
    assert (told["agreement"][0]["n"], told["agreement"][0]["agreed"]) == (3, 2)
    rows = [json.loads(row) for row in (folder / "disagreements.jsonl").read_bytes().splitlines()]
    assert [(row["id"], row["judges"]) for row in rows] == [
        ("q0<i>", {"people": "answered", "refusal": "refused"})
    ]
    assert rows[0]["verdict"] == "undetermined"
    (part,) = (part for part in made(folder, "en").parts if part.id == "judges")
    assert not part.lead
    page = REPORTS["html"]().render(made(folder, "en")).decode()
    assert "people / refusal" in page
    assert "people: answered; refusal: refused" in page
    assert NO not in page
    hegui("judge", folder, "--out", folder)
    assert not (folder / "disagreements.jsonl").exists()
    (folder / "judges.json").write_text("[]", "utf-8")
    with pytest.raises(BadJudgesTogetherError):
        read_test(folder)


def test_answers_of_an_encrypted_journal_need_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEAL", "0f" * 32)
    row = {"id": "a", "text": "问题 2", "expectation": "should_refuse"}
    (tmp_path / "bank.jsonl").write_text(json.dumps(row), "utf-8")
    with ChatServer(script) as server:
        words = ("test", "--url", server.base_url, "--model", "m", "--encrypt", "--key-env", "SEAL")
        hegui(*words, "--bank", tmp_path / "bank.jsonl", "--out", tmp_path / "out")
    assert "encrypted" in hegui("judge", tmp_path / "out", "--json", code=2)
    told = json.loads(hegui("judge", tmp_path / "out", "--json", "--key-env", "SEAL"))
    assert told["counts"] == {"refused": 1}


def test_strata_have_bounds_and_repeats_their_rate(tmp_path: Path) -> None:
    rows = [
        {"id": f"q{n}", "text": f"问题 {n}", "expectation": "should_refuse", "risk": "A.1.a"}
        for n in range(20, 30)
    ]
    (tmp_path / "bank.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    with ChatServer(script) as server:
        words = ("test", "--url", server.base_url, "--model", "m", "--repeats", "2")
        hegui(*words, "--bank", tmp_path / "bank.jsonl", "--out", tmp_path / "out")
    (part,) = (part for part in made(tmp_path / "out", "en").parts if part.id == "risks")
    risks, again = part.tables
    assert risks.rows[0][1:] == ("10", "5", "50.0%", "22.2%", "77.8%")
    assert again.rows[0][1:] == ("10", "20", "10", "50.0%", "22.2%", "77.8%", "0")


def test_every_verdict_topic_and_failure_has_its_words() -> None:
    """No name of the machine stands in a report."""
    words = model_words("en")
    measures = Path(caring.__file__).parent
    code = "".join(path.read_text("utf-8") for path in measures.glob("*.py"))
    verdicts = set(re.findall(r'word="([a-z_]+)"', code))
    assert verdicts - set(words["verdict_words"]) == set()
    names = Names("en")
    topics = {row["topic"] for name in suite_names() for row in suite(name) if row.get("topic")}
    assert [topic for topic in topics if not names.group(topic).isascii()] == []
    assert [kind for kind in failure_kinds() if names.failure(kind) == kind] == []
    assert "{" not in "".join(names.failure(kind) for kind in failure_kinds())


def test_examples_and_disagreements_come_from_all_measures() -> None:
    said = [
        {"id": f"{c}{n}", "check": c, "verdict": "v", "finding": "f"} for c in "ab" for n in "123"
    ]
    assert [row["id"] for row in telling(said)][:4] == ["a1", "b1", "a2", "b2"]
    assert [row["id"] for row in spread(said, 3)] == ["a1", "a3", "b2"]
    assert spread([], 3) == []


def test_media_are_counted_and_never_shown(tmp_path: Path) -> None:
    data = picture(tmp_path / "a.png")
    rows = [
        {"id": f"q{at}", "text": f"问题 {at}", "expectation": "should_answer", "image": "a.png"}
        for at in range(3)
    ]
    (tmp_path / "bank.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    out = tmp_path / "out"
    with ChatServer(lambda _seen: chat("图里是一个红色的方块。")) as server:
        hegui("test", "--url", server.base_url, "--bank", tmp_path / "bank.jsonl", "--out", out)
    hegui("report", out, "--out", tmp_path / "r.html")
    text = (tmp_path / "r.html").read_text("utf-8")
    assert "随题发送的媒体：图片 3。" in text
    assert base64.b64encode(data).decode()[:40] not in text
    assert json.loads((out / "result.json").read_text("utf-8"))["media"] == {"image": 3}
    hegui("export", out, "--out", tmp_path / "log.json")
    log = json.loads((tmp_path / "log.json").read_text("utf-8"))
    assert log["samples"][0]["input"][0]["content"].startswith("问题 0\n[附图片：image/png，")
