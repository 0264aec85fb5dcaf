"""`--fail-on` chooses what counts for CI."""

import click
import pytest
from click.testing import CliRunner

from hegui.cli.fail_on import exit_code, fail_on_option
from hegui.conformity.model import VERDICT_WORDS


@click.command()
@fail_on_option
def probe(fail_on: frozenset[str]) -> None:
    click.echo("".join(str(exit_code(word, fail_on)) for word in VERDICT_WORDS))


@pytest.mark.parametrize(
    ("args", "codes"),
    [
        ([], "01111"),
        (["--fail-on", "never"], "00000"),
        (["--fail-on", "does_not_conform"], "00100"),
        (["--fail-on", "does_not_conform, partly"], "01100"),
    ],
)
def test_conclusions_that_count_end_with_one(args: list[str], codes: str) -> None:
    assert CliRunner().invoke(probe, args).output.strip() == codes


@pytest.mark.parametrize("value", ["", "conforms", "bad", "never,partly"])
def test_other_words_are_wrong_use_and_name_the_known_ones(value: str) -> None:
    result = CliRunner().invoke(probe, ["--fail-on", value])
    assert result.exit_code == 2
    assert "does_not_conform" in result.output
