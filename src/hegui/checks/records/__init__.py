"""Documents, attestations, logs and tickets. Importing this package registers its checks."""

from hegui.checks.records import attestation, documents, logs, points_check, tickets
from hegui.checks.records.evidence import document_text, read_evidence

__all__ = [
    "attestation",
    "document_text",
    "documents",
    "logs",
    "points_check",
    "read_evidence",
    "tickets",
]
