"""The model checks: asking an endpoint, keeping the journal, judging answers.

The service runs in a process of its own; its processor time is not counted. No two answers are equal,
so that every one is judged. The span is the wall time of asking, from the first request to the last
answer, and is held against the floor of latency x questions / concurrency: on a busy machine it says
little.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hegui.checks.model.generated import keyword_judge
from hegui.checks.model.journal import read_journal
from hegui.checks.model.judging import judge
from hegui.engine.terms import Term
from tests.support.chat_mock import ChatMock

QUESTIONS, MANY = 2000, 50_000
LATENCY_S = 0.05
TERMS = 10_000
SPANS = {64: 1.25, 200: 1.5}
"""Most spans, in floors, at each concurrency."""
CPU_MS, PEAK_MB, HELP_S = 0.5, 100, 0.4
GROWTH_MB = 10
"""What may be added from `QUESTIONS` to `MANY` where memory is called flat."""

RUN = """
import json, resource, sys
from pathlib import Path
from hegui.catalogue import load
from hegui.checks.model.trial import make_plan, run_trial
from hegui.project.model import Endpoint
import aiohttp, time
catalogue = load(())
url, bank, out, workers, resume = sys.argv[1:]
endpoint = Endpoint(id="m", subject="m", base_url=url, concurrency=int(workers), max_tokens=64)
def used():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
begun, at, told = used(), time.monotonic(), []
def progress(done, total):
    told[1:] = [time.monotonic()] if told else []
    told or told.append(time.monotonic())
plan = make_plan(endpoint, Path(bank), catalogue)
trial = run_trial(plan, Path(out), catalogue, resume=resume == "1", progress=progress)
print(json.dumps({"cpu": used() - begun, "whole": time.monotonic() - at, "span": told[-1] - told[0],
    "answered": trial.counts.answered,
    "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}))
"""


def bank(path: Path, count: int) -> Path:
    """Write a bank of so many questions."""
    with path.open("w", encoding="utf-8") as file:
        for at in range(count):
            text = f"第 {at} 个问题，请问长江有多长，流经哪些地方？"
            row = {"id": f"q{at}", "text": text, "expectation": "should_refuse", "risk": "A.1.a"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def trial(url: str, file: Path, out: Path, workers: int, *, resume: bool = False) -> dict[str, Any]:
    """Run a trial in a process of its own and return what it used."""
    words = [url, str(file), str(out), str(workers), str(int(resume))]
    done = subprocess.run([sys.executable, "-c", RUN, *words], capture_output=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def plain_client(url: str, workers: int) -> float:
    """Return the processor seconds of a plain aiohttp loop over the same questions."""
    import aiohttp

    async def ask() -> None:
        connector = aiohttp.TCPConnector(limit=workers)
        async with aiohttp.ClientSession(connector=connector) as session:
            left = iter(range(QUESTIONS))

            async def work() -> None:
                for at in left:
                    body = {"messages": [{"role": "user", "content": f"第 {at} 个问题"}]}
                    async with session.post(f"{url}/chat/completions", json=body) as reply:
                        assert (await reply.json())["choices"]

            await asyncio.gather(*(work() for _ in range(workers)))

    begun = time.process_time()
    asyncio.run(ask())
    return time.process_time() - begun


def asking(case: Any, folder: Path) -> Path:
    """Measure asking at each concurrency, and beside it the plain client; return a journal."""
    with ChatMock("--latency-ms", str(1000 * LATENCY_S), "--vary") as service:
        file = bank(folder / "bank.jsonl", QUESTIONS)
        for workers, most in SPANS.items():
            told = trial(service.base_url, file, folder / f"out{workers}", workers)
            assert told["answered"] == QUESTIONS
            floor = LATENCY_S * QUESTIONS / workers
            case.figure(
                f"ask, journal, judge {QUESTIONS:,} questions, {workers} at a time",
                told["cpu"],
                limit=CPU_MS * QUESTIONS / 1000,
                within=told["cpu"] <= CPU_MS * QUESTIONS / 1000,
                ms_per_question=round(1000 * told["cpu"] / QUESTIONS, 3),
                span_in_floors=round(told["span"] / floor, 2),
                whole_s=round(told["whole"], 2),
                span_limit=most,
                peak_mb=round(told["mb"], 1),
            )
            plain = plain_client(service.base_url, workers)
            case.figure(
                f"plain aiohttp loop, no journal, no judge, {workers} at a time",
                plain,
                ms_per_question=round(1000 * plain / QUESTIONS, 3),
            )
    return folder / "out64" / "journal.jsonl"


def memory(case: Any, folder: Path) -> None:
    """Measure the memory of many questions, and of going on from their journal."""
    with ChatMock("--vary") as service:
        few = trial(service.base_url, bank(folder / "few.jsonl", QUESTIONS), folder / "few", 64)
        file = bank(folder / "many.jsonl", MANY)
        for resume in (False, True):
            told = trial(service.base_url, file, folder / "many", 64, resume=resume)
            case.figure(
                f"{MANY:,} questions, {'from a full journal' if resume else 'asked'}",
                told["cpu"],
                ms_per_question=round(1000 * told["cpu"] / MANY, 3),
                peak_mb=round(told["mb"], 1),
                mb_limit=PEAK_MB,
                growth_mb=round(told["mb"] - few["mb"], 1),
                growth_limit=GROWTH_MB,
                within=told["mb"] <= min(PEAK_MB, few["mb"] + GROWTH_MB),
            )


def start(case: Any) -> None:
    """Measure `hegui model test --help`, the best of three."""
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "hegui", "model", "test", "--help"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    case.figure("model test --help", min(seconds), limit=HELP_S, within=min(seconds) <= HELP_S)


def bench(case: Any) -> None:
    """Measure every part of a trial."""
    with tempfile.TemporaryDirectory() as name:
        path = asking(case, Path(name))
        memory(case, Path(name))
        with case("check the journal's chain", items=QUESTIONS, size=path.stat().st_size):
            texts = [entry.text for entry in read_journal(path).entries]
    start(case)
    judge(texts[0])
    with case("judge refusals", items=QUESTIONS):
        assert sum(judge(text).verdict != "unclear" for text in texts) == QUESTIONS
    terms = tuple(Term(text=f"词{at:05}", risks=("A.1.h",)) for at in range(TERMS))
    look = keyword_judge(terms, tuple(str(at) for at in range(TERMS)))
    with case(f"search answers for {TERMS:,} terms", items=QUESTIONS):
        assert all(look(text, "stop").counted for text in texts)
