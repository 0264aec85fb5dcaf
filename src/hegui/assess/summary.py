"""The answer of an assessment in a few numbers: what `--json` prints and the table shows."""

from collections import Counter
from typing import Any

from hegui.assess.pdf import RECORD_PATH
from hegui.bundle import Bundle
from hegui.bundle.layout import is_report
from hegui.common.text import Lang
from hegui.conformity.model import VERDICT_WORDS, Applicability

APPLICABILITIES: tuple[Applicability, ...] = ("applies", "does_not_apply", "undetermined")


def counts(bundle: Bundle) -> dict[str, int]:
    """Return how many clauses have each verdict, all five words present."""
    found = Counter(verdict.verdict for verdict in bundle.assessment.verdicts)
    return {word: found[word] for word in VERDICT_WORDS}


def obligation_counts(bundle: Bundle) -> dict[str, int]:
    """Return how many obligations apply, do not, and are undetermined."""
    found = Counter(bundle.assessment.obligations.values())
    return {word: found[word] for word in APPLICABILITIES}


def summary(bundle: Bundle, lang: Lang) -> dict[str, Any]:
    """Return the JSON object of `hegui assess --json`."""
    assessment, seal = bundle.assessment, bundle.seal
    return {
        "conclusion": assessment.conclusion,
        "counts": counts(bundle),
        "gates": [
            {
                "id": gate.id,
                "state": gate.state,
                "text": gate.zh if lang == "zh" else gate.en,
                "clauses": list(gate.clauses),
                "reason": gate.reason_zh if lang == "zh" else gate.reason_en,
            }
            for gate in assessment.gates
        ],
        "obligations": obligation_counts(bundle),
        "bundle": bundle.digest,
        "content": bundle.content_digest,
        "path": str(bundle.path),
        "as_of": bundle.inputs.as_of.isoformat(),
        "catalogue": bundle.catalogue.version,
        "signed_at": bundle.signed_at,
        "keys": [key.fingerprint for key in seal.signers],
        "reports": reports(bundle),
    }


def reports(bundle: Bundle) -> list[str]:
    """Return the paths of the reports that travel in the bundle."""
    names = [entry.path for entry in bundle.manifest.entries if is_report(entry.path)]
    return [str(bundle.path / name) for name in names if name != RECORD_PATH]
