"""`--fail-on`: which conclusions make a command end with exit code 1."""

from collections.abc import Callable
from typing import Any, TypeVar, get_args

import click

from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Text, default_lang
from hegui.conformity.model import VerdictWord

F = TypeVar("F", bound=Callable[..., Any])
NEVER = "never"
WORDS = tuple(word for word in get_args(VerdictWord) if word != "conforms")
"""Every conclusion but *conforms*: the default."""
WRONG = Text(
    "--fail-on 应为 never，或以逗号分隔的 {known}。",
    "Write never, or some of {known}, with commas between.",
)


class FailOn(click.ParamType[frozenset[str]]):
    """A comma-separated list of conclusions, or `never`."""

    name = "LIST"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> frozenset[str]:
        """Parse the list or fail with a sentence."""
        if isinstance(value, frozenset):
            return value
        words = frozenset(word.strip() for word in str(value).split(",") if word.strip())
        if words == {NEVER}:
            return frozenset()
        if not words or not words <= set(WORDS):
            self.fail(WRONG.in_(default_lang(), known=", ".join(WORDS)), param, ctx)
        return words


def fail_on_option(function: F) -> F:
    """Add `--fail-on LIST` (default: every conclusion but *conforms*)."""
    return click.option(
        "--fail-on",
        "fail_on",
        type=FailOn(),
        default=",".join(WORDS),
        show_default=True,
        help="哪些总体结论以退出码 1 结束（never：都不）Conclusions that end with exit code 1.",
    )(function)


def exit_code(conclusion: VerdictWord, fail_on: frozenset[str]) -> int:
    """Return 1 when the conclusion counts as a failure, else 0."""
    return DONE_WITH_FINDINGS if conclusion in fail_on else DONE


def fail_on_choice(*words: str) -> Callable[[F], F]:
    """Add `--fail-on WORD`, repeatable: what makes a command end with 1 that else ends with 0."""
    return click.option(
        "--fail-on",
        type=click.Choice(words),
        multiple=True,
        help="有这种情形时以 1 结束，可写多次 End with 1 where there is any; repeatable.",
    )
