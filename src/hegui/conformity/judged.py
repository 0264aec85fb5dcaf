"""How one condition came out for one subject, before a person is heard."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from hegui.common.text import Text
from hegui.conformity.model import State
from hegui.conformity.wording import sentences


@dataclass(frozen=True, slots=True)
class Judged:
    """A state with its reason and what it was read from."""

    state: State
    reason: Text
    rule: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    rates: tuple[dict[str, Any], ...] = ()
    sources: tuple[str, ...] = ()


def all_of(states: Iterable[State]) -> State:
    """Return fails if one fails, else unknown if one is unknown, else holds; left out does not count.

    Nothing at all is unknown: nothing was seen, so nothing is shown.
    """
    seen = {state for state in states if state != "left_out"}
    if "fails" in seen:
        return "fails"
    return "holds" if seen == {"holds"} else "unknown"


def together(parts: list[Judged]) -> Judged:
    """Join what several results say: all of them must hold."""
    if len(parts) == 1:
        return parts[0]
    state = all_of(part.state for part in parts)
    telling = [part for part in parts if part.state == state]
    return Judged(
        state,
        sentences(part.reason for part in telling),
        rule=next((part.rule for part in parts if part.rule), ""),
        values=telling[0].values if telling else {},
        rates=tuple(rate for part in parts for rate in part.rates),
        sources=tuple(dict.fromkeys(source for part in parts for source in part.sources)),
    )


def unknown(reason: Text, **more: Any) -> Judged:
    """Return an unknown with the sentence that says what is missing."""
    return Judged("unknown", reason, **more)
