"""One verdict on a file: its implicit label, the one that people see or hear, its manifest."""

from pathlib import Path

from hegui.checks.labels.explicit.rules import CHECK
from hegui.checks.labels.explicit.verdict import Seen
from hegui.checks.labels.judge import INFO, Fault, Judged
from hegui.checks.labels.rules import Rules
from hegui.checks.labels.security.manifests import ManifestState, verify_manifest
from hegui.common.text import Text

UNDECIDED = "undecided"
"""Severity of a check that could not be made: it is no failure, and no pass."""
MANIFEST = "LBL-C-11"
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


def with_manifest(judged: Judged, path: Path, rules: Rules) -> Judged:
    """Return the verdict on a file with its C2PA manifest, if it has one, taken in (LBL-C-11).

    A manifest that the file does not fit any more is a fault; one that could not be verified is
    said and changes nothing. Raises what reading raises.
    """
    return _with_state(judged, verify_manifest(path), rules)


def _with_state(judged: Judged, seen: ManifestState, rules: Rules) -> Judged:
    if seen.place is None or seen.state in ("valid", "trusted"):
        return judged
    broken = seen.state == "broken"
    severity = rules.severity.get(MANIFEST, INFO) if broken else INFO
    faults = (*judged.faults, Fault(MANIFEST, seen.place.place, severity, seen.reason))
    worse = severity != INFO and judged.verdict == "compliant"
    return Judged("noncompliant" if worse else judged.verdict, faults)
