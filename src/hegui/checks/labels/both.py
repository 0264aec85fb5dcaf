"""One verdict on both labels of a file: the implicit one, and the one that people see or hear."""

from hegui.checks.labels.explicit.rules import CHECK
from hegui.checks.labels.explicit.verdict import Seen
from hegui.checks.labels.judge import Fault, Judged
from hegui.checks.labels.rules import Rules
from hegui.common.text import Text

UNDECIDED = "undecided"
"""Severity of a check that could not be made: it is no failure, and no pass."""
NOT_SEEN = Text("没有显式标识", "there is no explicit label")


def with_explicit(judged: Judged, seen: Seen, rules: Rules) -> Judged:
    """Return the verdict on a file with its explicit label (LBL-C-09) taken in.

    What fails outweighs what is unknown: a file is compliant only if both labels are, and what a
    machine cannot tell leaves an otherwise compliant file inconclusive.
    """
    if seen.verdict == "compliant":
        return judged
    undecided = seen.verdict == "inconclusive"
    severity = UNDECIDED if undecided else rules.severity.get(CHECK, "major")
    place = seen.place or seen.content
    note = Text(
        "；".join(reason.zh for reason in seen.reasons) or NOT_SEEN.zh,
        "; ".join(reason.en for reason in seen.reasons) or NOT_SEEN.en,
    )
    faults = (*judged.faults, Fault(CHECK, place, severity, note))
    if judged.verdict != "compliant":
        return Judged(judged.verdict, faults)
    return Judged("inconclusive" if undecided else "noncompliant", faults)
