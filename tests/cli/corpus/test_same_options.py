"""One word for one thing: what every command of `hegui corpus` calls its options."""

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


def corpus() -> dict[str, click.Command]:
    """Return the commands of `hegui corpus` by their words."""
    group = cli.get_command(click.Context(cli), "corpus")
    assert group is not None
    return dict(commands(group, ()))


def test_progress_is_asked_for_in_one_way() -> None:
    asked = {}
    for words, command in corpus().items():
        for option in command.params:
            if "--progress" in option.opts and isinstance(option.type, click.Choice):
                asked[words] = tuple(option.type.choices)
            elif "--progress" in option.opts:
                asked[words] = ()
    assert len(asked) >= 10
    assert set(asked.values()) == {("auto", "bar", "json", "none")}


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
