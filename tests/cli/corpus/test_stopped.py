"""What a run that is stopped says: how to go on."""

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from hegui.checks.corpus.shards.plan import write_plan
from hegui.cli.corpus.engines import RunOutputError, RunStoppedError, engine_options
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
