"""A small, complete bundle: one clause of each kind of evidence, one finding file, one journal."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hegui.bundle.consistency import evidence_path
from hegui.bundle.contents import Contents, catalogue_bytes, evidence_bytes, verdicts_bytes
from hegui.bundle.declaration import project_bytes
from hegui.bundle.keys import SigningKey
from hegui.bundle.manifest import Manifest
from hegui.bundle.seal import seal
from hegui.catalogue.model import Catalogue
from hegui.checks.model.journal import START, Entry, about_digest, chained
from hegui.common.hashing import canonical_json
from hegui.conformity import judge
from hegui.engine.findings import FindingWriter
from hegui.engine.model import CheckResult, EvidenceItem, Finding
from hegui.engine.sampling import draw
from hegui.project.model import Attestation, Document, Organisation, Project
from tests.conformity import factory as f

MOMENT = dt.datetime(2026, 11, 20, 8, 0, tzinfo=dt.UTC)
TEXT = "# 模型说明书\n\n一、用途：问答。\n".encode()
JOURNAL = "journals/model.test/journal.jsonl"
RULE = "n >= 4000 && k * 100 >= 96 * n"


def catalogue() -> Catalogue:
    rate = f.criterion(f.measure(RULE, f"n >= 4000 && !({RULE})"), id="K-1")
    paper = f.criterion(f.document("EV-A"), id="K-2")
    said = f.criterion(f.attested(), id="K-10", subject_kind="organisation")
    return f.catalogue(paper, rate, said)


def document(**fields: Any) -> Document:
    given = {
        "id": "d1",
        "type": "EV-A",
        "file": "docs/说明书.md",
        "title": "说明书",
        "date": f.days_ago(10),
        "approved_by": "li",
        "approved_on": f.days_ago(9),
        "covers": {"m1": "2.0"},
        **fields,
    }
    return Document(**given)


def item(of: Document, data: bytes = TEXT, **fields: Any) -> EvidenceItem:
    given = {
        "id": of.id,
        "type": of.type,
        "title": of.title,
        "path": of.file,
        "sha256": hashlib.sha256(data).hexdigest(),
        "size": len(data),
        "date": of.date,
        "approved_by": of.approved_by,
        "approver_roles": ("model_lead",),
        "approved_on": of.approved_on,
        "covers": of.covers,
        **fields,
    }
    return EvidenceItem(**given)


def project(**fields: Any) -> Project:
    given: dict[str, Any] = {
        "schema": "hegui/project/1",
        "organisation": Organisation(id="org", name="示例公司"),
        "as_of": f.DAY,
        "rule_set": f.GBT,
        "facts": {"public": True},
        "people": f.PEOPLE,
        "subjects": (f.MODEL,),
        "documents": (document(),),
        "nonconformities_kept": True,
        "attestations": (Attestation(clause="K-10", condition="c", by="wang", on=f.days_ago(3)),),
        **fields,
    }
    return Project(**given)


def result(**fields: Any) -> CheckResult:
    return f.result({"n": 4000, "k": 3840}, **fields)


ABOUT = {
    "check": "model.test",
    "endpoint": "chat",
    "subject": "m1",
    "subject_digest": f.result({}).subject_digest,
    "as_of": f.DAY.isoformat(),
}
ENTRIES = tuple(
    Entry(
        id=item,
        attempt=1,
        answered=True,
        about=about_digest(ABOUT),
        request=item,
        text="……",
        body={"temperature": 0.7},
    )
    for item in draw(["q0", "q1", "q2"], 2, "seed").ids
)


def journal(entries: Sequence[Entry] = ENTRIES) -> tuple[bytes, str]:
    """Return the bytes and the head of a journal."""
    lines, last = [], START
    for entry in entries:
        line, last = chained(entry, last)
        lines.append(line)
    return b"".join(lines), last


def contents(**fields: Any) -> Contents:
    """Return the parts of a good bundle; verdicts are computed unless given."""
    given: dict[str, Any] = {
        "project": project(),
        "catalogue": catalogue(),
        "results": {
            "results/model.test.json": result(
                finding_count=2,
                findings_file="findings/model.test.parquet",
                journal_file=JOURNAL,
                run={"journal": {"records": len(ENTRIES), "head": journal()[1]}},
                drawn=(draw(["q0", "q1", "q2"], 2, "seed"),),
                target="chat",
            )
        },
        "evidence": (item(document()),),
        "verdicts": {},
        **fields,
    }
    return Contents(**given)


def write(folder: Path, parts: Contents | None = None) -> Path:
    """Write the parts of a bundle, not yet sealed."""
    parts = parts or contents()
    if parts.verdicts:
        verdicts = canonical_json(parts.verdicts)
    else:
        verdicts = verdicts_bytes(judge(parts.catalogue, parts.inputs()))
    files = {
        "project.yaml": project_bytes(parts.project),
        "catalogue.json": catalogue_bytes(parts.catalogue),
        "evidence/index.json": evidence_bytes(parts.evidence),
        "verdicts.json": verdicts,
        JOURNAL: journal()[0],
        "reports/report.zh.json": b"{}\n",
    }
    files |= {path: canonical_json(found) for path, found in parts.results.items()}
    files |= {evidence_path(one): TEXT for one in parts.evidence if one.sha256}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    write_findings(folder, 2)
    return folder


def write_findings(folder: Path, count: int) -> None:
    writer = FindingWriter(folder / "findings" / "model.test.parquet")
    for number in range(count):
        writer.add(
            Finding(
                check="model.test", subject="m1", item=f"q{number}", where=f"q{number}", kind="x"
            )
        )
    writer.finish()


def make(folder: Path, parts: Contents | None = None, key: SigningKey | None = None) -> Manifest:
    """Write and seal a bundle."""
    return seal(write(folder, parts), key, signed_at=MOMENT)
