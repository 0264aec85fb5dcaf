"""A bundle of a project that declares little, judged by the installed catalogue, with reports."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.cli.main import run

PROJECT = """\
schema: hegui/project/1
organisation: {id: org, name: 示例公司, name_en: Example}
as_of: 2026-11-20
facts: {trains_model: false}
people:
- {id: wang, name: 王, roles: [compliance_lead]}
documents:
- {id: d1, type: EV-POL, file: docs/方针.md, date: 2026-10-01, approved_by: wang, approved_on: 2026-10-02}
"""

Hegui = Callable[..., tuple[int, str, str]]
"""Runs a command; returns exit code, standard output and standard error."""


@pytest.fixture
def hegui(capsys: pytest.CaptureFixture[str]) -> Hegui:
    def call(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return call


@pytest.fixture
def answer(hegui: Hegui) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Run a command with `--json`; return exit code and the one object."""

    def call(*arguments: object) -> tuple[int, dict[str, Any]]:
        code, out, _ = hegui(*arguments, "--json")
        return code, json.loads(out)

    return call


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "p"
    (folder / "docs").mkdir(parents=True)
    (folder / "docs" / "方针.md").write_text("# 合规方针\n\n我们守法。\n", "utf-8")
    (folder / "hegui.yaml").write_text(PROJECT, "utf-8")
    return folder / "hegui.yaml"
