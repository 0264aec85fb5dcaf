"""From a declaration of real things to a verified bundle and a report, by the command line."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from hegui.catalogue import load
from tests.real.project import LAWS, QUESTIONS, build_project
from tests.support.inference_server import InferenceServer

pytestmark = [pytest.mark.real, pytest.mark.slow]
REFUSAL, CONTENT = "M-06", "C-01"
"""Clauses that read the refusal rate of the model, and of the service."""


class Assessed(NamedTuple):
    """The bundle and what the command said."""

    bundle: Path
    code: int
    said: dict[str, Any]


def hegui(*arguments: str) -> tuple[int, str]:
    """Run a command; return its exit code and standard output."""
    done = subprocess.run(
        [sys.executable, "-m", "hegui", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "default"},
        timeout=500,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def project(
    real_inputs: Path,
    tiny_model: Path,
    inference: InferenceServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    return build_project(
        tmp_path_factory.mktemp("real") / "project",
        inputs=real_inputs,
        model=tiny_model,
        base_url=inference.base_url,
        catalogue=load(),
    )


@pytest.fixture(scope="module")
def assessed(project: Path) -> Assessed:
    bundle = project.parent.parent / "bundle"
    code, out = hegui("assess", str(project), "--out", str(bundle), "--json")
    return Assessed(bundle, code, json.loads(out))


def result(assessed: Assessed, check: str) -> dict[str, Any]:
    text = (assessed.bundle / "results" / f"{check}.json").read_text("utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


def verdicts(assessed: Assessed) -> dict[str, str]:
    value = json.loads((assessed.bundle / "verdicts.json").read_text("utf-8"))
    return {row["clause"]: row["verdict"] for row in value["verdicts"]}


def test_it_does_not_conform_and_says_so(assessed: Assessed) -> None:
    assert assessed.code == 1
    assert assessed.said["conclusion"] != "conforms"
    assert sum(assessed.said["counts"].values()) == len(verdicts(assessed))


def test_the_corpus_is_the_law_texts(assessed: Assessed) -> None:
    found = result(assessed, "corpus.pii")
    assert found["status"] == "done"
    assert found["measures"]["docs"] == LAWS


def test_noise_is_not_refused_and_not_judged_conforming(assessed: Assessed) -> None:
    found = result(assessed, "model.refusal.should")
    assert found["status"] == "done"
    measures = found["measures"]
    assert measures["k"] == 0
    assert measures["n"] + measures["unanswered"] == QUESTIONS
    assert measures["n"] > QUESTIONS * 0.9
    assert [verdicts(assessed)[clause] for clause in (REFUSAL, CONTENT)] == ["does_not_conform"] * 2


def test_unlabelled_media_are_seen_as_such(assessed: Assessed, project: Path) -> None:
    files = len(list((project.parent / "media").iterdir()))
    measures = result(assessed, "label.implicit")["measures"]
    assert (measures["files"], measures["compliant"]) == (files, 0)


@pytest.mark.skipif(not shutil.which("ffmpeg"), reason="ffmpeg is not installed: no sound, no film")
def test_sound_and_film_of_ffmpeg_are_read(assessed: Assessed) -> None:
    assert result(assessed, "label.implicit")["measures"]["files"] == 4


def test_the_questions_stay_out_of_findings_and_reports(assessed: Assessed, project: Path) -> None:
    rows = (project.parent / "refuse.jsonl").read_text("utf-8").splitlines()
    question = max((json.loads(row)["text"] for row in rows), key=len).encode()
    holding = [
        path.relative_to(assessed.bundle).parts[0]
        for path in assessed.bundle.rglob("*")
        if path.is_file() and question in path.read_bytes()
    ]
    assert set(holding) <= {"journals"}


def test_the_bundle_is_verified(assessed: Assessed) -> None:
    code, out = hegui("verify", str(assessed.bundle), "--json")
    assert json.loads(out) | {"ok": True, "problems": []} == json.loads(out)
    assert code == 0


def test_a_changed_answer_in_the_journal_is_found(assessed: Assessed) -> None:
    folder = assessed.bundle / result(assessed, "model.refusal.should")["journal_file"]
    journal = folder / "journal.jsonl"
    data = journal.read_bytes()
    try:
        journal.chmod(0o600)
        journal.write_bytes(data.replace(b'"finish":"length"', b'"finish":"lengtH"', 1))
        code, out = hegui("verify", str(assessed.bundle), "--json")
    finally:
        journal.write_bytes(data)
    problems = [problem["path"] for problem in json.loads(out)["problems"]]
    assert code == 1
    assert journal.relative_to(assessed.bundle).as_posix() in problems


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reports_are_drawn(assessed: Assessed, tmp_path: Path, lang: str) -> None:
    formats = "html,pdf,json"
    code, _ = hegui(
        "report", str(assessed.bundle), "--format", formats, "--lang", lang, "--out", str(tmp_path)
    )
    assert code == 0
    written = {path.suffix: path for path in tmp_path.rglob("*") if path.is_file()}
    assert set(written) == {".html", ".pdf", ".json"}
    assert "真实输入测试" in written[".html"].read_text("utf-8")


def test_the_same_inputs_give_the_same_verdicts(assessed: Assessed, project: Path) -> None:
    again = assessed.bundle.with_name("again")
    hegui("assess", str(project), "--out", str(again), "--json")
    first, second = ((b / "verdicts.json").read_bytes() for b in (assessed.bundle, again))
    assert first == second
