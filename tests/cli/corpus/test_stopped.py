"""What a run that is stopped says: how to go on."""

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from PIL import Image

from hegui.checks.corpus.shards.plan import write_plan
from hegui.cli.corpus.engines import RunStoppedError, engine_options
from hegui.cli.going_on import RunOutputError
from hegui.cli.main import cli
from hegui.common.errors import HeguiError
from hegui.common.files import OutputError


def ended(out: Path, why: BaseException) -> BaseException | None:
    """Return how a command over shards ends when something ends it early."""

    @click.command()
    @click.option("--out", type=click.Path(path_type=Path))
    @engine_options
    def command(**_asked: Any) -> None:
        raise why

    return CliRunner().invoke(command, ["--out", str(out)], standalone_mode=False).exception


@pytest.mark.parametrize(
    ("why", "kind"),
    [
        (KeyboardInterrupt(), RunStoppedError),
        (OutputError(path="a", why="No space left on device"), RunOutputError),
    ],
)
def test_a_stopped_run_says_how_to_go_on(
    tmp_path: Path, why: BaseException, kind: type[HeguiError]
) -> None:
    assert type(ended(tmp_path, why)) is not kind
    write_plan(tmp_path, "scan", ["a.jsonl"])
    error = ended(tmp_path, why)
    assert isinstance(error, kind)
    assert "--resume" in error.message("en")
    assert "--resume" in error.message("zh")
    assert error.exit_code == 3


def test_a_stopped_run_over_media_says_so_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.checks.corpus.media import folders

    def stop(*_asked: Any) -> None:
        raise KeyboardInterrupt

    Image.new("RGB", (8, 8)).save(tmp_path / "a.png")
    monkeypatch.setattr(folders, "_record", stop)
    asked = ["corpus", "media", str(tmp_path / "a.png"), "--out", str(tmp_path / "out")]
    error = CliRunner().invoke(cli, asked, standalone_mode=False).exception
    assert isinstance(error, RunStoppedError)
    monkeypatch.undo()
    again = CliRunner().invoke(cli, [*asked, "--resume", "--json"], standalone_mode=False)
    assert json.loads(again.stdout)["measures"]["files"] == 1
