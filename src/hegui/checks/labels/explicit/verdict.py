"""What was found out about the explicit label of one file."""

from dataclasses import dataclass, field
from typing import Any

from hegui.checks.labels.explicit.rules import Content
from hegui.checks.labels.judge import Verdict
from hegui.common.text import Text


@dataclass(frozen=True, slots=True)
class Seen:
    """A verdict with its reasons.

    `basis` says what it rests on: `words`, `rhythm`, `prompt`, `declared`, `ocr` or `none`;
    `place` where the label is; `figures` the numbers measured, by name.
    """

    content: Content
    verdict: Verdict
    basis: str
    reasons: tuple[Text, ...] = ()
    place: str = ""
    figures: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "content": self.content,
            "verdict": self.verdict,
            "basis": self.basis,
            "place": self.place,
            "reasons": [reason._asdict() for reason in self.reasons],
            "figures": self.figures,
        }
