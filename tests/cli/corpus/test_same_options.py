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


def every() -> dict[str, click.Command]:
    """Return the commands that look at corpora and models, by their words."""
    context = click.Context(cli)
    groups = {name: cli.get_command(context, name) for name in ("corpus", "model")}
    return {
        words: command
        for name, group in groups.items()
        if group is not None
        for words, command in commands(group, (name,))
    }


def test_progress_is_asked_for_in_one_way() -> None:
    asked = {}
    for words, command in every().items():
        for option in command.params:
            if "--progress" in option.opts and isinstance(option.type, click.Choice):
                asked[words] = tuple(option.type.choices)
            elif "--progress" in option.opts:
                asked[words] = ()
    assert len(asked) >= 11
    assert "model test" in asked
    assert set(asked.values()) == {("auto", "bar", "json", "none")}


def test_every_option_of_failing_is_told_in_chinese() -> None:
    said = {
        words: str(getattr(option, "help", ""))
        for words, command in every().items()
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
