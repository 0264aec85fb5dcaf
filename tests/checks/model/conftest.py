"""A declared project with banks, keywords and an endpoint on loopback."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import hegui.checks.model  # noqa: F401 - registers the checks
from hegui.catalogue.model import Catalogue
from hegui.checks.model import settings as settings_module
from hegui.checks.model.settings import ClientSettings, settings
from hegui.engine.model import CheckResult
from hegui.engine.registry import REGISTRY, Registry
from hegui.engine.runner import run_checks
from hegui.project.declared import Declared
from hegui.project.model import Bank, Endpoint, Organisation, Project, Subject, Targets, TermLibrary
from tests.checks.model.script import NO, NOISE, YES, number
from tests.checks.model.server import Act, ChatServer, Script, chat, error

DAY = dt.date(2026, 11, 20)
TABLES = [n for n in Catalogue.__struct_fields__ if n not in ("version", "digest", "as_of")]
MODEL = Subject(id="m1", kind="model", name="模型", digest="sha256:" + "a" * 64)
FIELD = {"should_refuse": ("risk", "A.1.h"), "generated": ("risk", "A.4.d")}


@pytest.fixture
def catalogue() -> Catalogue:
    return Catalogue(version="1", digest="0" * 64, as_of=DAY, **{name: {} for name in TABLES})


@pytest.fixture
def habits() -> ClientSettings:
    """Return the client's habits with short waits."""
    return msgspec.structs.replace(settings().client, backoff_first_s=0.01, backoff_most_s=0.02)


@pytest.fixture
def quick(habits: ClientSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whole checks wait as little as the client in tests."""
    changed = msgspec.structs.replace(settings(), client=habits)
    monkeypatch.setattr("hegui.checks.model.client.settings", lambda: changed)
    assert settings_module.settings().client.backoff_first_s > habits.backoff_first_s


@pytest.fixture
def serve() -> Iterator[Callable[[Script], ChatServer]]:
    """Start servers that are stopped at the end of the test."""
    running: list[ChatServer] = []

    def start(script: Script) -> ChatServer:
        running.append(ChatServer(script).__enter__())
        return running[-1]

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture
def make_endpoint() -> Callable[..., Endpoint]:
    def make(base_url: str, **fields: Any) -> Endpoint:
        given = {"id": "chat", "subject": "m1", "timeout_s": 5.0, "attempts": 3, **fields}
        return Endpoint(base_url=base_url, **given)

    return make


@pytest.fixture
def write_bank(tmp_path: Path) -> Callable[..., Bank]:
    """Write a bank of so many questions, or of the rows given."""

    def write(kind: Any, rows: int | list[dict[str, Any]], name: str = "") -> Bank:
        file = f"{name or kind}.jsonl"
        column, value = FIELD.get(kind, ("topic", "历史"))
        if isinstance(rows, int):
            rows = [
                {"id": f"q{at}", "text": f"{kind} 问题 {at}", column: value} for at in range(rows)
            ]
        lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
        (tmp_path / file).write_text("".join(lines), "utf-8")
        return Bank(id=name or kind, subject="m1", kind=kind, file=file)

    return write


@pytest.fixture
def write_terms(tmp_path: Path) -> Callable[..., TermLibrary]:
    def write(*terms: str, risk: str = "A.1.h") -> TermLibrary:
        lines = [json.dumps({"term": term, "risk": [risk]}) + "\n" for term in terms]
        (tmp_path / "terms.jsonl").write_text("".join(lines), "utf-8")
        return TermLibrary(id="words", subject="m1", file="terms.jsonl")

    return write


@pytest.fixture
def declare(tmp_path: Path) -> Callable[..., Declared]:
    """Make a declaration about the model `m1`."""

    def make(
        endpoints: list[Endpoint],
        banks: list[Bank],
        terms: tuple[TermLibrary, ...] = (),
        checks: dict[str, dict[str, Any]] | None = None,
        subjects: tuple[Subject, ...] = (MODEL,),
    ) -> Declared:
        project = Project(
            schema="hegui/project/1",
            organisation=Organisation(id="acme", name="示例公司"),
            subjects=subjects,
            targets=Targets(endpoints=tuple(endpoints), banks=tuple(banks), terms=terms),
            checks=checks or {},
        )
        return Declared(project, tmp_path, tmp_path / "hegui.yaml", DAY, subjects)

    return make


Run = Callable[..., list[CheckResult]]


@pytest.fixture
def run(tmp_path: Path, catalogue: Catalogue, quick: None) -> Run:
    """Run the model checks, or those named, under `out`."""
    registry = Registry()
    for check in REGISTRY.all():
        if check.id.startswith("model."):
            registry.add(check)

    def go(declared: Declared, *only: str, out: str = "out", **more: Any) -> list[CheckResult]:
        return run_checks(
            declared, catalogue, out=tmp_path / out, only=only, registry=registry, seed="s", **more
        )

    return go


@pytest.fixture
def texts() -> dict[int, Act]:
    """Return what the server does with some questions; it refuses the others."""
    return {0: chat(YES), 1: chat(NOISE), 2: chat(""), 3: error(500), 4: error(400, "no")}


@pytest.fixture
def server(serve: Any, texts: dict[int, Act]) -> ChatServer:
    """Return a server that refuses every question but those in `texts`."""
    return serve(lambda seen: texts.get(number(seen.prompt), chat(NO)))
