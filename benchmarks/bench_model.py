"""The model checks: asking an endpoint, keeping the journal, judging answers.

The server runs in a process of its own; its processor time is not counted.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hegui.checks.model.asking import Round
from hegui.checks.model.client import ChatClient
from hegui.checks.model.generated import keyword_judge
from hegui.checks.model.journal import Journal, read_journal
from hegui.checks.model.judging import judge
from hegui.checks.model.request import Asking, ChatRequest
from hegui.engine.banks import Message
from hegui.engine.terms import Term
from hegui.project.model import Endpoint

SERVICE = Path(__file__).resolve().parent.parent / "examples" / "assistant" / "service.py"
QUESTIONS = 2000
TERMS = 10_000
CONCURRENCY = 8


@contextmanager
def service() -> Iterator[str]:
    """Run the example's service without faults and yield its address."""
    command = [sys.executable, str(SERVICE), "--port", "0", "--no-faults"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["base_url"]
        finally:
            process.terminate()


def asking(at: int) -> Asking:
    """Return one question."""
    messages = (Message(role="user", content=f"长江有多长？第 {at} 次问。"),)
    request = ChatRequest(model="m", messages=messages, temperature=0.0, limit=256)
    return Asking(item=str(at), request=request)


def ask(base_url: str, path: Path) -> dict[str, Any]:
    """Ask all questions, or read them from the journal."""
    endpoint = Endpoint(id="e", subject="m", base_url=base_url, concurrency=CONCURRENCY)
    with Journal(path) as journal:
        return asyncio.run(
            Round(
                [asking(at) for at in range(QUESTIONS)],
                client=ChatClient(endpoint),
                journal=journal,
                progress=lambda _done, _total: None,
                workers=CONCURRENCY,
                about={},
            ).run()
        )


def bench(case: Any) -> None:
    """Measure every part of a round."""
    with tempfile.TemporaryDirectory() as folder, service() as base_url:
        path = Path(folder) / "journal.jsonl"
        with case("ask over HTTP and keep the journal", items=QUESTIONS):
            entries = ask(base_url, path)
        with case("go on from a full journal", items=QUESTIONS):
            assert len(ask(base_url, path)) == QUESTIONS
        with case("check the journal's chain", items=QUESTIONS, size=path.stat().st_size):
            read_journal(path)
    texts = [entry.text for entry in entries.values()]
    with case("judge refusals", items=QUESTIONS):
        assert sum(judge(text).verdict != "unclear" for text in texts) == QUESTIONS
    terms = tuple(Term(text=f"词{at:05}", risks=("A.1.h",)) for at in range(TERMS))
    look = keyword_judge(terms)
    with case(f"search answers for {TERMS:,} terms", items=QUESTIONS):
        assert all(look(text).counted for text in texts)
