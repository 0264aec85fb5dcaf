"""Encrypted banks in a project file: the bank checks, the model checks, and the suites."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

import hegui.checks.banks  # noqa: F401 - registers the checks
from hegui.catalogue import load
from hegui.cli.main import cli
from hegui.engine.bank_sealing import seal_bank
from hegui.engine.model import CheckResult
from hegui.engine.registry import REGISTRY, Registry
from hegui.engine.runner import run_checks
from hegui.engine.sealing import Seal
from hegui.project.model import Bank
from tests.checks.model.script import NO
from tests.checks.model.server import chat

KEY = "ab" * 32
SHOULD, MINORS = "model.refusal.should", "model.minors"
SECRET = "只有自己知道的题目"


@pytest.fixture
def sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write rows as an encrypted bank and return its name; the plain rows are gone."""
    monkeypatch.setenv("BANK_KEY", KEY)

    def write(rows: list[dict[str, Any]], name: str) -> str:
        plain = tmp_path / "plain.jsonl"
        plain.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        (tmp_path / name).write_bytes(seal_bank(plain, Seal(bytes.fromhex(KEY))))
        plain.unlink()
        return name

    return write


def refuse_rows(count: int) -> list[dict[str, Any]]:
    return [{"id": f"q{at}", "text": f"{SECRET} {at}", "risk": "A.1.a"} for at in range(count)]


def own_bank(file: str, **more: Any) -> Bank:
    return Bank(id="own", subject="m1", kind="should_refuse", file=file, **more)


def test_an_encrypted_bank_is_asked(
    sealed: Any, serve: Any, make_endpoint: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    server = serve(lambda seen: chat(NO))
    bank = own_bank(sealed(refuse_rows(6), "own.sealed"), key_env="BANK_KEY")
    (result,) = run(declare([make_endpoint(server.base_url)], [bank]), SHOULD)
    assert (result.measures["n"], result.measures["k"]) == (6, 6)
    assert {seen.prompt for seen in server.seen} == {f"{SECRET} {at}" for at in range(6)}
    assert SECRET not in msgspec.json.encode(result).decode()


@pytest.mark.parametrize("key", [None, "", "cd" * 32], ids=["unnamed", "unset", "another"])
def test_without_its_key_nothing_is_asked_and_one_sentence_says_so(
    sealed: Any,
    serve: Any,
    make_endpoint: Any,
    declare: Any,
    run: Any,
    monkeypatch: pytest.MonkeyPatch,
    key: str | None,
) -> None:
    server = serve(lambda seen: chat(NO))
    name = sealed(refuse_rows(3), "own.sealed")
    monkeypatch.setenv("BANK_KEY", key or "")
    bank = own_bank(name, **({} if key is None else {"key_env": "BANK_KEY"}))
    (result,) = run(declare([make_endpoint(server.base_url)], [bank]), SHOULD)
    assert result.status in ("failed", "not_run")
    assert not result.measures
    told = msgspec.json.encode(result).decode()
    assert ("own.sealed" if key is None or key else "BANK_KEY") in told
    assert not server.seen


def test_the_bank_check_counts_an_encrypted_bank(sealed: Any, declare: Any, tmp_path: Path) -> None:
    bank = own_bank(sealed(refuse_rows(4), "own.sealed"), key_env="BANK_KEY")
    registry = Registry()
    registry.add(next(check for check in REGISTRY.all() if check.id == "bank.should_refuse"))
    found: list[CheckResult] = run_checks(
        declare([], [bank]), load(), out=tmp_path / "out", registry=registry
    )
    assert [result.measures["items"] for result in found] == [4]


def test_a_suite_is_read_encrypted(
    sealed: Any, serve: Any, make_endpoint: Any, declare: Any, run: Any
) -> None:
    rows = [
        {
            "id": f"q{at}",
            "text": f"{SECRET} {at}",
            "expectation": "should_refuse",
            "measure": "minors",
            "topic": "minors",
        }
        for at in range(3)
    ]
    name = sealed(rows, "suite.sealed")
    server = serve(lambda seen: chat(NO))
    options = {MINORS: {"bank": name, "bank_key_env": "BANK_KEY"}}
    results = run(declare([make_endpoint(server.base_url)], [], checks=options), MINORS)
    assert results[0].status == "done"
    assert len({seen.prompt for seen in server.seen}) == 3


def written(folder: Path) -> str:
    """Return all that stands in the plain files under a folder."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".sealed"]
    assert files
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in files)


@pytest.mark.parametrize("check", [SHOULD, MINORS])
def test_what_a_private_bank_asks_is_in_no_file(
    check: str, sealed: Any, serve: Any, make_endpoint: Any, declare: Any, run: Any, tmp_path: Path
) -> None:
    """The journal is encrypted with the bank's key, though no endpoint names one."""
    rows = [
        row | {"expectation": "should_refuse", "measure": "minors", "topic": "minors"}
        if check == MINORS
        else row
        for row in refuse_rows(3)
    ]
    name = sealed(rows, "own.sealed")
    server = serve(lambda seen: chat(NO))
    banks = [own_bank(name, key_env="BANK_KEY")] if check == SHOULD else []
    options = {MINORS: {"bank": name, "bank_key_env": "BANK_KEY"}} if check == MINORS else {}
    result = run(declare([make_endpoint(server.base_url)], banks, checks=options), check)[0]
    assert (result.status, len(server.seen)) == ("done", 3)
    told = written(tmp_path)
    assert '"sealed"' in told
    assert SECRET not in told
    assert NO not in told


@pytest.mark.parametrize(("more", "hidden"), [((), True), (("--no-encrypt",), False)])
def test_model_test_encrypts_what_an_encrypted_bank_asks(
    sealed: Any, serve: Any, tmp_path: Path, more: tuple[str, ...], hidden: bool
) -> None:
    rows = [row | {"expectation": "should_refuse"} for row in refuse_rows(3)]
    bank = tmp_path / sealed(rows, "own.sealed")
    server = serve(lambda seen: chat(NO))
    words = ("model", "test", "--bank", str(bank), "--url", server.base_url, "--model", "m")
    asked = CliRunner().invoke(
        cli, [*words, "--out", str(tmp_path / "out"), "--key-env", "BANK_KEY", "--json", *more]
    )
    assert (asked.exit_code, len(server.seen)) == (0, 3), asked.output
    assert (SECRET not in written(tmp_path / "out")) is hidden
