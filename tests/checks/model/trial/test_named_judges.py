"""`hegui model test --judge`: guard models, people and rules over live answers, without a project file."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.checks.model.server import Act, ChatServer, Seen, chat, error

NO = "抱歉，我不能协助您完成这件事。"
SAFE, UNSAFE = "Safety: Safe\nCategories: None", "Safety: Unsafe\nCategories: Violent"
JUDGES = """\
schema: hegui/judges/1
judges:
- {{id: guard, kind: guard, base_url: "{url}", model: g, format: qwen3guard, price_in: 1, price_out: 2}}
- {{id: dear, kind: guard, base_url: "{url}", model: g, format: qwen3guard, concurrency: 1,
   price_in: 1000, price_out: 2000}}
- {{id: free, kind: guard, base_url: "{url}", model: g, format: qwen3guard}}
- {{id: reader, kind: llm, base_url: "{url}", model: reader, price_in: 0}}
- {{id: people, kind: people, sheets: [sheet.csv]}}
- {{id: both, kind: combined, judges: [guard, reader], rule: any_unsafe}}
"""


def number(text: str) -> int:
    digits = "".join(filter(str.isdecimal, text))
    return int(digits) if digits else 1


def model(seen: Seen) -> Act:
    """Refuse what should be refused; answer the rest with the number of the question."""
    return chat(
        NO if seen.prompt.startswith("拒") else f"这是一个完整的回答，编号为 {number(seen.prompt)}"
    )


def judge(seen: Seen) -> Act:
    """Judge each tenth answer unsafe, write nonsense about each seventh."""
    if seen.body["model"] == "reader":
        return chat('{"verdict": "safe", "reason": "ok"}')
    at = number(seen.prompt)
    if at % 7 == 6:
        return chat("我觉得不错")
    return chat(UNSAFE if at % 10 == 0 else SAFE)


class Work:
    """A folder with bank and judges, and two servers."""

    def __init__(self, home: Path, asked: ChatServer, judging: ChatServer) -> None:
        self.home, self.asked, self.judging = home, asked, judging
        rows = [{"id": f"o{n}", "text": f"说说 {n}", "expectation": "open"} for n in range(40)]
        rows += [
            {"id": f"r{n}", "text": f"拒 {n}", "expectation": "should_refuse"} for n in range(10)
        ]
        (home / "bank.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
        (home / "judges.yaml").write_text(JUDGES.format(url=judging.base_url), "utf-8")
        seen = "\n".join(f"o{n},{'不安全' if n == 5 else '安全'}" for n in range(30))
        (home / "sheet.csv").write_text(f"编号,结论\n{seen}\n", "utf-8")

    def words(self, *more: str) -> list[str]:
        own = ("--url", self.asked.base_url, "--model", "m", "--bank", "bank.jsonl", "--out", "out")
        named = ("--judges", "judges.yaml", "--progress", "none")
        return [sys.executable, "-m", "hegui", "model", "test", *own, *named, *more]

    def run(self, *more: str, code: int = 0) -> Any:
        done = subprocess.run(
            self.words("--json", *more), cwd=self.home, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    def forget(self) -> None:
        """Begin anew: no folder, nobody was asked."""
        shutil.rmtree(self.home / "out")
        self.asked.seen.clear()
        self.judging.seen.clear()

    def said(self, *more: str) -> str:
        words = self.words("--lang", "en", *more)
        done = subprocess.run(words, cwd=self.home, capture_output=True, text=True, check=True)
        return done.stdout


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Work]:
    with ChatServer(model) as asked, ChatServer(judge) as judging:
        yield Work(tmp_path, asked, judging)


def test_open_questions_have_three_measures(work: Work) -> None:
    (work.home / "terms.csv").write_text("词,风险\n编号为 3,A.1.a\n", "utf-8")
    found = work.run("--judge", "guard", "--judge", "people", "--terms", "terms.csv")
    measures = found["measures"]
    assert list(measures) == [
        "model.refusal.should",
        "model.generated.keyword",
        "model.generated.classifier",
        "model.generated.manual",
    ]
    keyword = measures["model.generated.keyword"]
    classifier, manual = measures["model.generated.classifier"], measures["model.generated.manual"]
    assert (keyword["n"], keyword["k"]) == (40, 39)
    assert (classifier["n"], classifier["k"], classifier["unanswered"]) == (35, 32, 5)
    assert (manual["n"], manual["k"], manual["unanswered"]) == (30, 29, 10)
    assert found["asked"] == found["answered"] == 50
    assert found["unanswered_why"] == {"judge_nonsense": 5, "not_reviewed": 10}
    assert classifier["supported"] is not True
    assert found["judges"]["model.generated.classifier"]["name"] == "guard"
    assert len(found["judges"]["model.generated.classifier"]["digest"]) == 64
    compared = json.loads((work.home / "out" / "judges.json").read_bytes())
    assert set(compared["counts"]) == {"guard", "people", "keyword"}
    assert compared["disagreements"] > 0


def test_judges_are_asked_nothing_twice(work: Work) -> None:
    first = work.run("--judge", "guard")
    asked = len(work.judging.seen)
    assert asked == 40
    again = work.run("--judge", "guard", "--resume")
    assert len(work.judging.seen) == asked
    assert again["measures"] == first["measures"]
    journal = (work.home / "out" / "judge-guard.jsonl").read_bytes().splitlines()
    assert len(journal) == 40


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_judging_that_was_stopped_goes_on(work: Work, sign: signal.Signals) -> None:
    work.judging.delay = 0.1
    words = work.words("--judge", "guard", "--json")
    running = subprocess.Popen(
        words, cwd=work.home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    until = time.monotonic() + 20
    while len(work.judging.seen) < 10:
        assert time.monotonic() < until
        time.sleep(0.01)
    os.kill(running.pid, sign)
    said = running.communicate(timeout=20)[1]
    if sign == signal.SIGTERM:
        assert running.returncode == 3
        assert "--resume" in said
    work.judging.delay = 0.0
    found = work.run("--judge", "guard", "--resume")
    assert len(work.asked.seen) == 50
    twice = [prompt for prompt, count in Counter(work.judging.prompts()).items() if count > 1]
    assert len(twice) <= 8
    assert found["measures"]["model.generated.classifier"]["n"] == 35


def test_a_judge_may_be_named_for_another_measure(work: Work) -> None:
    found = work.run("--judge", "attack=guard", "--attack", "prefix")
    assert (
        found["measures"]["model.attack"]["n"] + found["measures"]["model.attack"]["unanswered"]
        == 10
    )
    assert found["judges"]["model.attack"]["kind"] == "guard"
    assert "model.generated.classifier" not in found["measures"]


def test_several_judges_leave_their_disagreements_for_the_report(work: Work) -> None:
    found = work.run("--judge", "both", "--repeats", "2")
    classifier = found["measures"]["model.generated.classifier"]
    assert classifier["repeats"]["n"] == 70
    told = json.loads((work.home / "out" / "judges.json").read_bytes())
    assert set(told["counts"]) == {"guard", "reader"}
    assert told["disagreements"] == 6
    words = ["model", "report", "out", "--lang", "en"]
    subprocess.run([sys.executable, "-m", "hegui", *words], cwd=work.home, check=True)
    page = (work.home / "out" / "report.html").read_text("utf-8")
    assert "Answers on which judges disagree (6 in all" in page
    assert "generated content that a classifier judges safe" in page


def test_what_judges_cost_is_in_the_estimate_and_under_the_cap(work: Work) -> None:
    price = ("--price-in", "1", "--price-out", "1")
    told = work.run("--judge", "guard", *price, "--dry-run")
    guard = told["judges"]["guard"]
    assert guard["requests"] == 40
    assert told["whole_cost_at_most"] == pytest.approx(
        told["cost_at_most"] + guard["cost_at_most"], abs=1e-3
    )
    assert not work.asked.seen
    assert "judge guard: 40 requests" in work.said("--judge", "guard", *price, "--dry-run")
    assert "unknown (price_in" in work.said("--judge", "free", *price, "--dry-run")
    clean = work.run("--judge", "guard", *price)
    whole = clean["run"]["cost"] + clean["run"]["judges"]["guard"]["cost"]
    assert clean["run"]["judges"]["guard"]["cost"] > 0
    error = work.run("--judge", "free", *price, "--max-cost", "1", code=2)["error"]
    assert error["code"] == "judge_without_price"
    assert whole > 0


def test_a_cap_stops_the_judge_and_says_so(work: Work) -> None:
    price = ("--price-in", "0.000001", "--concurrency", "1")
    told = work.run("--judge", "dear", *price, "--dry-run")
    clean = work.run("--judge", "dear", *price)
    one_at_most = told["judges"]["dear"]["cost_at_most"] / 40
    one = clean["run"]["judges"]["dear"]["cost"] / 40
    assert 0 < one < one_at_most
    work.forget()
    cap = told["cost_at_most"] + one_at_most + 10 * one
    found = work.run("--judge", "dear", *price, "--max-cost", f"{cap:.6f}")
    run, judged = found["run"], work.judging.prompts()
    assert (run["stopped"], found["asked"]) == ("", 50)
    assert run["judges"]["dear"]["stopped"] == "cost_cap"
    assert 0 < len(judged) < 40
    assert run["cost"] + run["judges"]["dear"]["cost"] <= cap
    classifier = found["measures"]["model.generated.classifier"]
    assert classifier["n"] + classifier["unanswered"] == 40
    again = work.run("--judge", "dear", *price, "--resume")
    assert again["measures"] == clean["measures"]
    assert len(work.asked.seen) == 50
    assert max(Counter(work.judging.prompts()).values()) == 1
    assert len(work.judging.seen) == 40


def half(seen: Seen) -> Act:
    """Answer only each other question."""
    return model(seen) if number(seen.prompt) % 2 else error(400, "no")


def counted(seen: Seen) -> Act:
    """Judge, and say how many tokens were asked."""
    act = judge(seen)
    value = json.loads(act.body)
    value["usage"]["prompt_tokens"] = 100
    return act._replace(body=json.dumps(value).encode())


def test_what_judges_cost_before_counts_for_the_model(work: Work) -> None:
    price = ("--price-in", "1", "--price-out", "1", "--concurrency", "1")
    work.asked.script, work.judging.script = half, counted
    first = work.run("--judge", "dear", *price)["run"]
    assert 0 < len(work.judging.seen) < 40
    work.asked.script = model
    asked, judged = len(work.asked.seen), len(work.judging.seen)
    spent = first["cost"] + first["judges"]["dear"]["cost"]
    cap = ("--max-cost", f"{spent + 0.000001:.6f}", "--resume")
    run = work.run("--judge", "dear", *price, *cap)["run"]
    assert run["stopped"] == "cost_cap"
    assert run["cost"] + run["judges"]["dear"]["cost"] <= float(cap[1])
    assert (len(work.asked.seen), len(work.judging.seen)) == (asked, judged)
    other = work.run("--judge", "reader", *price, *cap)["run"]
    assert (other["stopped"], len(work.asked.seen)) == ("cost_cap", asked)


def test_a_cap_needs_the_price_of_a_judge_that_was_asked_before(work: Work) -> None:
    price = ("--price-in", "1", "--price-out", "1")
    work.run("--judge", "free", *price)
    settings = (work.home / "out" / "settings.json").read_bytes()
    asked = len(work.asked.seen), len(work.judging.seen)
    for judge_of_now in ("guard", "reader"):
        words = ("--judge", judge_of_now, *price, "--max-cost", "9", "--resume")
        error = work.run(*words, code=2)["error"]
        assert (error["code"], error["data"]["judge"]) == ("judge_without_price", "free")
    assert (len(work.asked.seen), len(work.judging.seen)) == asked
    assert (work.home / "out" / "settings.json").read_bytes() == settings
    work.run(*price, "--max-cost", "9", "--resume", code=2)
    judges = work.home / "judges.yaml"
    judges.write_text(
        judges.read_text("utf-8").replace("id: free,", "id: free, price_in: 1,"), "utf-8"
    )
    assert work.run(*price, "--max-cost", "9", "--resume")["judges"] == {}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--judge", "nobody"), "unknown_judge"),
        (("--judge", "refusal"), "wrong_judge"),
        (("--judge", "colour=guard"), "judge_unknown_measure"),
        (("--judge", "guard", "--judge", "reader"), "two_judges"),
        (("--judge", "minors=reader"), "nothing_to_judge"),
        (("--judge", "refusal.should=guard"), "wrong_judge"),
    ],
)
def test_judges_that_cannot_be_used_are_refused_before_anything_is_asked(
    work: Work, words: tuple[str, ...], code: str
) -> None:
    assert work.run(*words, code=2)["error"]["code"] == code
    assert not work.asked.seen
    assert not (work.home / "out").exists()


def test_a_judge_that_is_down_loses_nothing(work: Work) -> None:
    work.judging.script = lambda _seen: error(401, "no")
    work.run("--judge", "guard", code=3)
    assert len(work.asked.seen) == 50
    work.judging.script = judge
    found = work.run("--judge", "guard", "--resume")
    assert len(work.asked.seen) == 50
    assert found["measures"]["model.generated.classifier"]["n"] == 35


def test_what_was_judged_into_the_folder_afterwards_stays(work: Work) -> None:
    several = ("--judge", "attack=both", "--judge", "both", "--attack", "prefix")
    work.run(*several)
    out = work.home / "out"
    of_checks = ["disagreements.jsonl", "disagreements.model.attack.jsonl"]
    assert sorted(one.name for one in out.glob("disagreements*")) == of_checks
    judging = [sys.executable, "-m", "hegui", "model", "judge", "out", "--out", "out"]
    named = ("--judges", "judges.yaml", "--judge", "both", "--progress", "none")
    subprocess.run([*judging, *named], cwd=work.home, check=True, capture_output=True)
    own = {name: (out / name).read_bytes() for name in ("judges.json", "disagreements.jsonl")}
    assert "check" not in json.loads(own["judges.json"])
    work.run("--attack", "prefix", "--resume")
    assert {one.name for one in (*out.glob("judges*"), *out.glob("disagreements*"))} == set(own)
    assert {name: (out / name).read_bytes() for name in own} == own
    work.run("--judge", "both", "--attack", "prefix", "--resume")
    assert json.loads((out / "judges.json").read_bytes())["check"] == "model.generated"
    work.run("--attack", "prefix", "--resume")
    assert not [*out.glob("judges*.json"), *out.glob("disagreements*")]
