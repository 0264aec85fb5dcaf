"""`corpus.pii`: how many documents hold personal information, by kind."""

from hegui.checks.corpus.common import (
    ScanParameters,
    asked_engine,
    finding_key,
    key_origin,
    plan_by_subject,
)
from hegui.checks.corpus.identity.detector import CHECK, PiiSpec
from hegui.checks.corpus.identity.rules import pii_kinds
from hegui.checks.corpus.scanning.passes import scan
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.registry import check


@check(
    id=CHECK,
    version="1",
    title=Text("语料个人信息扫描", "Personal information in the corpus"),
    subject_kinds=("dataset",),
    measures=("docs", "docs_with_pii", "docs_with_sensitive_pii", "by_kind"),
    cannot_show=Text(
        "姓名、住址、健康状况等没有固定格式的个人信息看不见；命中的号码是否属于真实的人、"
        "是否有合法基础，须人工判断。",
        "Names, addresses, health and other personal information without a fixed form is not seen; "
        "whether a number belongs to a real person, and on what lawful ground it is there, people "
        "must judge.",
    ),
    plan=plan_by_subject,
    parameters=ScanParameters,
)
def corpus_pii(job: Job, context: Context) -> Outcome:
    """Scan all documents for personal information with a fixed form."""
    key = finding_key(CHECK, job.payload, context)
    as_of = context.declared.as_of
    spec = PiiSpec(job.subject, as_of, key, asked_engine(CHECK, context))
    totals = scan(job.payload, context, spec)
    by_kind = totals.prefixed("kind")
    return Outcome(
        measures={
            "docs": totals.docs,
            "docs_with_pii": totals.counts["docs_with_pii"],
            "docs_with_sensitive_pii": totals.counts["docs_with_sensitive_pii"],
            "by_kind": {kind.id: by_kind.get(kind.id, 0) for kind in pii_kinds().kinds},
        },
        inputs=tuple(totals.inputs),
        run={"engine": totals.engine, "key": key_origin(CHECK, context)},
    )
