"""`--lang` and `--json` before a command mean what they mean behind it, in every group."""

import json
import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from hegui.cli.main import cli
from hegui.cli.root import leading
from tests.cli.corpus.test_same_options import every

COMMANDS = every()
IN_JSON = [
    words for words, command in COMMANDS.items() if "as_json" in {p.name for p in command.params}
]


def told(*words: str) -> tuple[int, str]:
    """Return exit code and output; an error of the command line is its sentence."""
    ran = CliRunner().invoke(cli, list(words))
    return ran.exit_code, ran.output


@pytest.mark.parametrize("words", COMMANDS)
def test_the_language_may_stand_before_every_command(words: str) -> None:
    expected = told(*words.split(), "--help")
    assert expected[0] == 0
    assert told("--lang", "en", *words.split(), "--help") == expected
    first, *rest = words.split()
    assert told(first, "--lang=en", *rest, "--help") == expected


@pytest.mark.parametrize("words", COMMANDS)
def test_json_may_stand_before_every_command_that_knows_it(words: str) -> None:
    code, said = told("--json", *words.split(), "--help")
    if words in IN_JSON:
        assert (code, said) == told(*words.split(), "--help")
    else:
        assert code == 2
        assert "No such option '--json'" in said


def test_there_is_every_group() -> None:
    assert {"corpus", "model", "label", "terms", "bank", "admin", "catalogue", "keys"} <= {
        words.split()[0] for words in COMMANDS if " " in words
    }
    assert len(IN_JSON) > 60


def test_a_command_speaks_the_language_asked_for_before_it() -> None:
    english = told("corpus", "licences", "table", "--lang", "en")
    assert english[0] == 0
    assert not re.search("[\u4e00-\u9fff]{2}", english[1].splitlines()[0])
    assert told("--lang", "en", "corpus", "licences", "table") == english
    assert told("corpus", "--lang", "en", "licences", "table") == english
    assert told("corpus", "licences", "--lang", "en", "table") == english
    assert told("--lang", "zh", "corpus", "licences", "table", "--lang", "en") == english


def test_json_before_a_command_prints_json() -> None:
    assert told("--json", "corpus", "licences", "table") == told(
        "corpus", "licences", "table", "--json"
    )
    assert json.loads(told("--json", "checks")[1])["checks"]
    assert json.loads(told("checks", "--json")[1])["checks"]


def test_a_group_without_a_command_shows_how_it_is_used() -> None:
    code, said = told("--lang", "en", "corpus")
    assert code == 2
    assert "scan" in said


@pytest.mark.parametrize("asked", [("--lang", "xx", "checks"), ("checks", "--lang", "xx", "list")])
def test_a_language_that_is_not_known_is_refused(asked: tuple[str, ...]) -> None:
    code, said = told(*asked)
    assert code == 2
    assert "xx" in said


def test_only_global_options_are_taken_from_the_beginning() -> None:
    assert leading(["--json", "--lang", "en", "scan", "--json"]) == (
        ["--json", "--lang", "en"],
        ["scan", "--json"],
    )
    assert leading(["--out", "x"]) == ([], ["--out", "x"])
    assert isinstance(cli, click.Group)


def groups(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the words of every group."""
    yield " ".join(words)
    context = click.Context(group)
    for name in group.list_commands(context):
        below = group.get_command(context, name)
        if isinstance(below, click.Group):
            yield from groups(below, (*words, name))


@pytest.mark.parametrize("words", [*groups(cli), *COMMANDS])
def test_the_language_may_stand_beside_help_everywhere(words: str) -> None:
    plain = told(*words.split(), "--help")
    assert plain[0] == 0
    assert told(*words.split(), "--help", "--lang", "en") == plain
    assert told(*words.split(), "--lang=en", "--help")[0] == 0
