"""Where the evidence app registers what it shows at obligations, clauses and controls."""

from hegui.server.controls.hooks import (
    EvidenceLine,
    EvidenceSource,
    evidence_add_link,
    evidence_counts,
    evidence_lines,
    evidence_tally,
    register_evidence,
)

__all__ = [
    "EvidenceLine",
    "EvidenceSource",
    "evidence_add_link",
    "evidence_counts",
    "evidence_lines",
    "evidence_tally",
    "register_evidence",
]
