"""The root group: `--lang` and `--json` may stand before the command, or between a group and it."""

from typing import Any

import click

from hegui.cli.lazy import LazyCommands

LANG, JSON = "--lang", "--json"


class Root(LazyCommands):
    """Hands the options given before a command on to it, as if they stood behind its name.

    An option that stands behind the name as well is the one that counts. A command without `--lang`
    says nothing that depends on it; one without `--json` refuses it.
    """

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command and its arguments, with what was asked for before it."""
        given = [LANG, ctx.params["lang"]] if _told(ctx, "lang") else []
        given += [JSON] if ctx.params["as_json"] else []
        name, top, rest = super().resolve_command(ctx, args)
        return name, top, handed_on(ctx, top, rest, given)


def handed_on(
    ctx: click.Context, command: click.Command | None, args: list[str], given: list[str]
) -> list[str]:
    """Return the arguments of a command, or of a group, with the options put behind the last name."""
    words: list[str] = []
    while isinstance(command, click.Group):
        own, args = leading(args)
        given += own
        below = command.get_command(ctx, args[0]) if args else None
        if below is None:  # the group speaks: its help, its complaint, or its default command
            return [*words, *(given if hasattr(command, "default") else []), *args]
        words.append(args[0])
        command, args = below, args[1:]
    known = {name for option in command.params for name in option.opts} if command else set()
    if LANG not in known:
        given = [word for word in given if word == JSON]
    return [*words, *given, *args]


def leading(args: list[str]) -> tuple[list[str], list[str]]:
    """Return the global options at the beginning, and the rest."""
    at = 0
    while at < len(args):
        name, equals, _ = args[at].partition("=")
        if name not in (LANG, JSON):
            break
        at += 2 if name == LANG and not equals else 1
    return args[:at], args[at:]


def _told(ctx: click.Context, name: str) -> bool:
    source: Any = ctx.get_parameter_source(name)
    return source is click.core.ParameterSource.COMMANDLINE
