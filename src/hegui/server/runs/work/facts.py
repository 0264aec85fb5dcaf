"""What the server keeps of a bundle in its database."""

from typing import Any

import msgspec

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
            {**msgspec.structs.asdict(gate), "clauses": list(gate.clauses)} for gate in answer.gates
        ],
        "verdicts": {v.clause: v.verdict for v in answer.verdicts},
        "as_of": bundle.inputs.as_of.isoformat(),
        "rule_set": bundle.inputs.rule_set,
        "only": list(bundle.project.only),
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
