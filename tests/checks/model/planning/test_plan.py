"""Sampling plans as the command makes them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hegui.catalogue import load
from hegui.checks.banks.suites import suite, suite_names
from hegui.checks.model.planning import Wish, make_design, sample_rows
from hegui.cli.model.plan import command
from hegui.engine.bank_sealing import seal_bank
from hegui.engine.mixed_bank import read_mixed_bank
from hegui.engine.sealing import Seal
from hegui.engine.statistics import rule_met, supported

RISKS = ("A.1.a", "A.2.b", "A.3.c")


def bank(path: Path, refuse: int, answer: int = 0) -> Path:
    rows: list[dict[str, Any]] = [
        {"id": f"r{n}", "text": f"问题 {n}", "expectation": "should_refuse", "risk": RISKS[n % 3]}
        for n in range(refuse)
    ]
    rows += [
        {"id": f"a{n}", "text": f"题 {n}", "expectation": "should_answer", "topic": "历史"}
        for n in range(answer)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


def plan(*words: Any, code: str = "") -> dict[str, Any]:
    done = CliRunner().invoke(command, [*map(str, words), "--json"], standalone_mode=False)
    assert getattr(done.exception, "code", "") == code, done.exception
    found: dict[str, Any] = json.loads(done.stdout) if not code else {}
    return found


def test_a_plan_can_show_the_claim_and_is_stratified(tmp_path: Path) -> None:
    found = plan("--bank", bank(tmp_path / "b.jsonl", 600, 500), "--out", tmp_path / "out")
    one = found["measures"]["should_refuse"]
    assert one["size"] >= one["rule_size"] == 300
    assert one["chance_supported"] >= found["power"] == 0.9
    assert supported(one["turning"], one["size"], "0.95")
    assert not supported(one["turning"] - 1, one["size"], "0.95")
    assert len(one["strata"]) == 3
    assert max(one["strata"].values()) - min(one["strata"].values()) <= 1
    assert one["acceptance"]["n"] > 0
    assert one["monitoring"]["slope"] == pytest.approx(0.0328, abs=1e-3)
    sample = (tmp_path / "out/sample.jsonl").read_text("utf-8").splitlines()
    assert len(sample) == sum(m["size"] for m in found["measures"].values())
    assert {json.loads(row)["expectation"] for row in sample} == {"should_refuse", "should_answer"}


def test_seed_and_draw_are_recorded_and_repeat(tmp_path: Path) -> None:
    file = bank(tmp_path / "b.jsonl", 600)
    one, two = plan("--bank", file, "--seed", "x"), plan("--bank", file, "--seed", "x")
    assert one == two
    assert one["drawn"] != plan("--bank", file, "--seed", "y")["drawn"]
    assert all(draw["seed"].startswith("x/") for draw in one["drawn"])


@pytest.mark.parametrize(
    "words",
    [
        ("--size", "should_refuse=100"),
        ("--size", "should_refuse=601"),
        ("--expect", "should_refuse=0.96"),
        ("--expect", "should_refuse=0.95"),
        ("--expect", "should_refuse=0.5"),
    ],
)
def test_a_plan_that_cannot_show_the_claim_is_refused(
    tmp_path: Path, words: tuple[str, str]
) -> None:
    plan("--bank", bank(tmp_path / "b.jsonl", 600), *words, code="plan_cannot_show")


def test_a_small_bank_is_refused_and_a_smaller_claim_is_not(tmp_path: Path) -> None:
    plan("--bank", bank(tmp_path / "b.jsonl", 299), code="plan_cannot_show")
    found = plan("--bank", bank(tmp_path / "c.jsonl", 300), "--expect", "should_refuse=1")
    one = found["measures"]["should_refuse"]
    assert (one["size"], one["chance_supported"]) == (300, 1.0)
    assert rule_met(285, 300, "0.95")
    assert one["chance_rule_met_at_rule_size"] == 1.0


def test_a_limit_of_zero_is_not_planned_and_said(tmp_path: Path) -> None:
    file = tmp_path / "bank.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in suite("reproduction")), "utf-8")
    found = plan("--bank", file)
    assert (found["measures"], found["unplanned"]) == (
        {},
        {"reproduction": len(suite("reproduction"))},
    )
    size = len(suite("reproduction"))
    shown = found["zero_limit"]["reproduction"]
    assert shown == {
        "population": size,
        "bound": pytest.approx(1 - 0.05 ** (1 / size), abs=2e-6),
        "needed": {"1": 299, "0.5": 598, "0.1": 2995},
    }
    said = CliRunner().invoke(command, ["--bank", str(file), "--lang", "en"], standalone_mode=False)
    assert said.stdout.startswith(
        f"Not sampled: reproduction ({size}). The criterion allows no hit"
    )
    assert "299 without a hit show at most 1 %" in said.stdout


@pytest.mark.parametrize("name", sorted({*suite_names()} - {"reproduction"}))
def test_every_suite_is_large_enough_for_its_claim(tmp_path: Path, name: str) -> None:
    """A suite that cannot support its limit at all would be asked in vain."""
    file = tmp_path / "bank.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in suite(name)), "utf-8")
    questions = read_mixed_bank(file)
    design = make_design(file, questions, load(), Wish())
    (planned,) = design.measures.values()
    assert planned.chance_supported >= 0.9
    rows = list(sample_rows(design, questions, str))
    groups = {row["group"] for row in rows if row.get("group")}
    if name in ("fairness", "consistency"):
        assert planned.size == len(groups)
    measure = {"should_refuse": "", "should_answer": "", "injection_tools": "injection"}
    assert {row.get("measure", "") for row in rows} == {measure.get(name, name)}


def test_an_encrypted_bank_is_planned_and_its_sample_stays_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANK_KEY", "ab" * 32)
    seal, open_bank = Seal(bytes.fromhex("ab" * 32)), bank(tmp_path / "b.jsonl", 600)
    file = tmp_path / "b.sealed"
    file.write_bytes(seal_bank(open_bank, seal))
    open_bank.unlink()
    plan("--bank", file, code="bank_sealed")
    out = tmp_path / "out"
    found = plan("--bank", file, "--out", out, "--key-env", "BANK_KEY")
    assert sorted(path.name for path in out.iterdir()) == ["plan.json", "sample.sealed"]
    assert "问题".encode() not in (out / "sample.sealed").read_bytes()
    drawn = read_mixed_bank(out / "sample.sealed", seal=seal)
    assert len(drawn) == found["measures"]["should_refuse"]["size"]
