"""Recorded answers, a file of judges, and the command over both."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from hegui.cli.model.judge import command

Judging = Callable[..., dict[str, Any]]


@pytest.fixture
def judging(tmp_path: Path) -> Judging:
    """Judge answers as the command does; `code` is that of the error expected, if any."""

    def run(
        answers: list[dict[str, Any]],
        name: str,
        *judges: dict[str, Any],
        code: str = "",
        **more: Any,
    ) -> dict[str, Any]:
        file = tmp_path / "answers.jsonl"
        file.write_text("".join(json.dumps(one) + "\n" for one in answers), "utf-8")
        defined = tmp_path / "judges.yaml"
        defined.write_text(yaml.safe_dump({"schema": "hegui/judges/1", "judges": list(judges)}))
        words = [str(file), "--judge", name, "--judges", str(defined), "--json"]
        if "out" in more:
            words += ["--out", str(more["out"])]
        done = CliRunner().invoke(command, words, standalone_mode=False)
        assert getattr(done.exception, "code", "") == code, done.exception
        found: dict[str, Any] = json.loads(done.stdout) if not code else {}
        return found

    return run


def verdicts(found: dict[str, Any]) -> list[str]:
    return [one["verdict"] for one in found["answers"]]
