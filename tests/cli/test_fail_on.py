"""`--fail-on` chooses what counts for CI."""

import click
import pytest
from click.testing import CliRunner

from hegui.cli.fail_on import exit_code, fail_on_option
from hegui.cli.options import as_of_option
from hegui.conformity.model import VERDICT_WORDS


@click.command()
@fail_on_option
def probe(fail_on: frozenset[str]) -> None:
    click.echo("".join(str(exit_code(word, fail_on)) for word in VERDICT_WORDS))


@click.command()
@as_of_option
def dated() -> None:
    """Take a day."""


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


@pytest.mark.parametrize(("lang", "chinese"), [("en", False), ("zh", True)])
def test_wrong_values_are_told_in_the_asked_language(
    monkeypatch: pytest.MonkeyPatch, lang: str, chinese: bool
) -> None:
    monkeypatch.setenv("HEGUI_LANG", lang)
    command = click.Command("probe", params=[*probe.params, *dated.params])
    for option in (["--fail-on", "bad"], ["--as-of", "3"]):
        said = CliRunner().invoke(command, option).output
        assert any("\u4e00" <= letter <= "\u9fff" for letter in said) is chinese
