"""Whoever changes journals, draws or findings and seals again is found by their own numbers."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hegui.bundle import verify
from hegui.bundle.journals import BrokenChainError, read_chain
from hegui.bundle.sources import FolderSource
from hegui.checks.model.journal import about_digest
from hegui.checks.model.marks import Judged
from hegui.engine.findings import FindingWriter
from hegui.engine.model import CheckResult, Finding
from hegui.engine.sampling import draw, draw_stratified, ids_digest
from tests.bundle import factory
from tests.bundle.factory import ENTRIES, JOURNAL

PATH = "results/model.test.json"
FINDINGS = "findings/model.test.parquet"


def resealed(tmp_path: Path, files: dict[str, bytes], **fields: Any) -> dict[str, str]:
    """Return path and code of each problem of a bundle with other files and another result."""
    good = factory.contents().results[PATH]
    results = {PATH: msgspec.structs.replace(good, **fields)}
    folder = factory.write(tmp_path / "b", factory.contents(results=results))
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    factory.seal(folder)
    return {p.path: p.code for p in verify(folder).problems}


def lines() -> list[bytes]:
    return factory.journal()[0].splitlines(keepends=True)


def test_the_bundle_as_it_was_made_verifies(tmp_path: Path) -> None:
    assert resealed(tmp_path, {}) == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda: b"{}",
        lambda: lines()[1],
        lambda: b"".join(lines())[:-1],
        lambda: b"".join(lines())[:-9],
        lambda: b"".join(lines()).replace("……".encode(), "是的".encode(), 1),
        lambda: b"".join(lines()).replace(b":0.7", b":7e-1", 1),
        lambda: b"[" * 100_000 + b"\n",
    ],
)
def test_a_broken_chain_is_found(tmp_path: Path, change: Callable[[], bytes]) -> None:
    assert resealed(tmp_path, {JOURNAL: change()}) == {JOURNAL: "chain"}


@pytest.mark.parametrize("data", [b"", b"".join(lines()[:-1])])
def test_a_journal_cut_at_a_line_is_found(tmp_path: Path, data: bytes) -> None:
    assert resealed(tmp_path, {JOURNAL: data}) == {PATH: "result"}


def test_a_journal_written_anew_under_its_own_head_is_found(tmp_path: Path) -> None:
    other = (*ENTRIES, msgspec.structs.replace(ENTRIES[0], id="q9", request="q9"))
    data, head = factory.journal(other)
    run = {"journal": {"records": len(other), "head": head}}
    assert resealed(tmp_path, {JOURNAL: data}, run=run) == {PATH: "result"}


def test_the_journal_of_another_day_is_found(tmp_path: Path) -> None:
    about = about_digest(factory.ABOUT | {"as_of": "2026-08-20"})
    data, head = factory.journal([msgspec.structs.replace(e, about=about) for e in ENTRIES])
    run = {"journal": {"records": len(ENTRIES), "head": head}}
    assert resealed(tmp_path, {JOURNAL: data}, run=run) == {PATH: "result"}


@pytest.mark.parametrize("path", ["journals/hello.txt", "journals/x/y.jsonl", "findings/x.parquet"])
def test_a_record_that_no_result_names_is_found(tmp_path: Path, path: str) -> None:
    assert resealed(tmp_path, {path: b"hello"}) == {path: "result"}


def test_a_result_without_its_journal_is_found(tmp_path: Path) -> None:
    assert resealed(tmp_path, {}, run={}) == {PATH: "result"}
    assert resealed(tmp_path, {}, journal_file="") == {PATH: "result", JOURNAL: "result"}


def test_a_run_that_failed_rests_on_no_journal(tmp_path: Path) -> None:
    found = resealed(tmp_path, {JOURNAL: b"damaged"}, status="failed", measures={}, drawn=())
    assert set(found) == {"verdicts.json"} or found == {}


DRAWN = draw([f"q{n}" for n in range(20)], 6, "seed")


@pytest.mark.parametrize(
    "fields",
    [
        {"ids": (DRAWN.ids[1], DRAWN.ids[0], *DRAWN.ids[2:])},
        {"ids": DRAWN.ids[:1] * 6},
        {"ids": ()},
        {"ids_sha256": "0" * 64},
        {"size": 5},
        {"population": 5},
        {"seed": "other"},
        {"ids": (i := (*DRAWN.ids[1:], DRAWN.ids[0])), "ids_sha256": ids_digest(i)},
    ],
)
def test_a_draw_that_is_not_what_it_says_is_found(tmp_path: Path, fields: dict[str, Any]) -> None:
    drawn = msgspec.structs.replace(DRAWN, **fields)
    assert resealed(tmp_path, {}, drawn=(drawn,))[PATH] == "result"


def test_an_honest_draw_by_strata_holds(tmp_path: Path) -> None:
    names = [*(f"q{n}" for n in range(2)), *(f"z{n}" for n in range(9))]
    found = draw_stratified(((name, name[0]) for name in names), 7, "seed", 2)
    assert resealed(tmp_path, {}, drawn=tuple(found.values())) == {}


def asked(n: int, unanswered: int, **fields: Any) -> CheckResult:
    """Return a result of a check that comes with hegui."""
    good = factory.contents().results[PATH]
    measures = {"n": n, "k": 0, "unanswered": unanswered}
    return msgspec.structs.replace(good, check="model.refusal.should", measures=measures, **fields)


@pytest.mark.parametrize(
    ("result", "holds"),
    [
        (asked(2, 0), True),
        (asked(1, 1), True),
        (asked(3, 0), False),
        (asked(2, 1), False),
        (asked(2, 0, drawn=()), False),
    ],
)
def test_what_was_judged_and_what_was_not_is_what_was_drawn(
    result: CheckResult, holds: bool
) -> None:
    from hegui.bundle.draws import answered_problems

    assert (list(answered_problems(result)) == []) is holds


@pytest.mark.parametrize(("check", "subject"), [("model.other", "m1"), ("model.test", "m9")])
def test_findings_about_something_else_are_found(tmp_path: Path, check: str, subject: str) -> None:
    writer = FindingWriter(tmp_path / "other.parquet")
    for number in range(2):
        place = {"item": f"q{number}", "where": f"q{number}", "kind": "x"}
        writer.add(Finding(check=check, subject=subject, **place))
    writer.finish()
    data = (tmp_path / "other.parquet").read_bytes()
    assert resealed(tmp_path, {FINDINGS: data}) == {FINDINGS: "result"}


def test_odd_numbers_and_letters_are_no_break(tmp_path: Path) -> None:
    body = {"a": 1e16, "b": 1e-7, "c": "\x7f\u2028\x01\b"}
    entry = msgspec.structs.replace(ENTRIES[0], body=body)
    (tmp_path / "j").write_bytes(factory.journal((entry,))[0])
    assert read_chain(FolderSource(tmp_path), "j").records == 1
    data = json.loads((tmp_path / "j").read_bytes())
    data["text"] = "x"
    (tmp_path / "j").write_text(json.dumps(data) + "\n")
    with pytest.raises(BrokenChainError):
        read_chain(FolderSource(tmp_path), "j")


FOLDER = "journals/model.test"
IDS = [entry.id for entry in ENTRIES]


def judged_rows(*verdicts: str) -> bytes:
    """Return a `judged.jsonl` in which what was refused counts, and an empty verdict is no answer."""
    rows = [
        Judged(id=name, verdict=word, judged=bool(word), counted=word == "refused")
        for name, word in zip(IDS, verdicts, strict=False)
    ]
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


SAID = {"answers": {"answered": 1, "refused": 1}, "judges": {"disagreements": 1}}
FILES = {
    f"{FOLDER}/judged.jsonl": judged_rows("refused", "answered"),
    f"{FOLDER}/judges.json": b'{"disagreements": 1}',
    f"{FOLDER}/disagreements.jsonl": b"{}\n",
    f"{FOLDER}/judge-guard.jsonl": factory.journal()[0],
}
HEADS = {"judge-guard.jsonl": {"records": len(ENTRIES), "head": factory.journal()[1]}}


def judged_bundle(tmp_path: Path, files: dict[str, bytes]) -> dict[str, str]:
    run = {"journal": {"records": len(ENTRIES), "head": factory.journal()[1]}, **SAID}
    measures = {"n": 2, "k": 1, "unanswered": 0}
    told = {"run": {**run, "judge_journals": HEADS}, "measures": measures, "journal_file": FOLDER}
    return resealed(tmp_path, {JOURNAL: factory.journal()[0], **files}, **told)


def test_judgements_that_make_the_numbers_hold(tmp_path: Path) -> None:
    assert judged_bundle(tmp_path, FILES) == {}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("judged.jsonl", judged_rows("refused", "refused"), "result"),
        ("judged.jsonl", judged_rows("refused", ""), "result"),
        ("judged.jsonl", judged_rows("refused", "partial"), "result"),
        ("judged.jsonl", judged_rows("refused"), "result"),
        ("judged.jsonl", b"".join(judged_rows("refused", "answered").splitlines(True)[::-1]), "result"),
        ("judged.jsonl", b"{}\n", "result"),
        ("judges.json", b'{"disagreements": 0}', "result"),
        ("judges.json", b"[", "result"),
        ("disagreements.jsonl", b"", "result"),
        ("judge-guard.jsonl", lines()[0], "result"),
        ("judge-guard.jsonl", lines()[1], "chain"),
    ],
)  # fmt: skip
def test_judgements_changed_by_themselves_are_found(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    assert judged_bundle(tmp_path, {**FILES, f"{FOLDER}/{name}": data}) == {
        f"{FOLDER}/{name}": code
    }


def test_a_judge_whose_journal_was_taken_out_is_found(tmp_path: Path) -> None:
    files = {path: data for path, data in FILES.items() if "guard" not in path}
    assert judged_bundle(tmp_path, files) == {FOLDER: "result"}
