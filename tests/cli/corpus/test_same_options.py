"""One word for one thing: what every command calls its options."""

from collections.abc import Iterator

import click
import pytest

from hegui.cli.corpus.counting import counting
from hegui.cli.main import cli
from hegui.common.text import Text

UNIT = Text("个", "files")


def commands(group: click.Command, words: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    """Yield every command below a group with its words."""
    if not isinstance(group, click.Group):
        yield " ".join(words), group
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        below = group.get_command(context, name)
        assert below is not None
        yield from commands(below, (*words, name))


def every(*groups: str) -> dict[str, click.Command]:
    """Return the commands of some groups, or all commands there are, by their words."""
    context = click.Context(cli)
    return {
        words: command
        for name in groups or cli.list_commands(context)
        if (group := cli.get_command(context, name))
        for words, command in commands(group, (name,))
    }


def test_progress_is_asked_for_in_one_way() -> None:
    asked = {
        words: tuple(option.type.choices) if isinstance(option.type, click.Choice) else ()
        for words, command in every().items()
        for option in command.params
        if "--progress" in option.opts
    }
    assert {"model test", "assess", "checks run", "corpus scan", "label check"} <= set(asked)
    assert set(asked.values()) == {("auto", "bar", "json", "none")}


def test_the_earlier_word_for_a_bar_is_still_taken() -> None:
    (option,) = [one for one in every("assess")["assess"].params if "--progress" in one.opts]
    assert option.type.convert("terminal", option, None) == "bar"
    with pytest.raises(click.BadParameter):
        option.type.convert("tty", option, None)


def test_every_option_of_failing_is_told_in_chinese() -> None:
    said = {
        words: str(getattr(option, "help", ""))
        for words, command in every("corpus", "model").items()
        for option in command.params
        if {"--fail-on", "--rpm", "--tpm"} & set(option.opts)
    }
    assert len(said) >= 5
    for words, text in said.items():
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text), words


@pytest.mark.parametrize(("kind", "said"), [("none", ""), ("auto", ""), ("json", '{"done": 7')])
def test_counted_work_tells_its_progress_as_asked(
    kind: str, said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hegui.cli.corpus.counting.LINE_S", 0)
    with counting(kind, "en", UNIT) as told:
        told(7)
    written = capsys.readouterr().err
    assert written.startswith(said)
    assert bool(written) == bool(said)
