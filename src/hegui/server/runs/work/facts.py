"""What the server keeps of a bundle in its database."""

from typing import Any

from hegui.bundle import Bundle, Verification
from hegui.common.text import Text


def facts_of(bundle: Bundle, found: Verification) -> dict[str, Any]:
    """Return digests, conclusion, counts, gates, verdicts, subjects and what the signature shows."""
    from hegui.assess.summary import counts

    answer = bundle.assessment
    return {
        "digest": bundle.digest,
        "content_digest": bundle.content_digest,
        "conclusion": answer.conclusion,
        "counts": counts(bundle),
        "gates": [
            {"id": g.id, "zh": g.zh, "en": g.en, "state": g.state, "clauses": list(g.clauses)}
            for g in answer.gates
        ],
        "verdicts": {v.clause: v.verdict for v in answer.verdicts},
        "as_of": bundle.inputs.as_of.isoformat(),
        "rule_set": bundle.inputs.rule_set,
        "catalogue_version": bundle.catalogue.version,
        "catalogue_digest": bundle.catalogue.digest,
        "made_by_version": bundle.manifest.versions.hegui,
        "level": found.level,
        "signers": [key.fingerprint for key in found.signers],
        "signed_at": bundle.signed_at,
        "notes": [pair(note) for note in found.notes],
        "subjects": [
            {
                "key": s.id,
                "type": s.kind,
                "name": s.name,
                "subject_version": s.version,
                "subject_digest": s.digest,
            }
            for s in bundle.inputs.subjects
        ],
    }


def pair(text: Text) -> dict[str, str]:
    """Return both languages."""
    return {"zh": text.zh, "en": text.en}
