"""`corpus.pii`: how many documents hold personal information, by kind."""

from hegui.checks.corpus.common import key_origin, plan_by_subject
from hegui.checks.corpus.identity.declared import PiiParameters, pii_spec
from hegui.checks.corpus.identity.detector import CHECK
from hegui.checks.corpus.scanning.assessed import pass_for
from hegui.checks.corpus.scanning.both import BothSpec
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.registry import check


@check(
    id=CHECK,
    version="2",
    title=Text("语料个人信息扫描", "Personal information in the corpus"),
    subject_kinds=("dataset",),
    measures=("docs", "docs_with_pii", "docs_with_sensitive_pii", "by_kind"),
    cannot_show=Text(
        "姓名、住址、健康状况等没有固定格式的个人信息，只在参数 kinds 要求时按上下文查找，且会漏；"
        "命中的号码是否属于真实的人、是否有合法基础，须人工判断。",
        "Names, addresses, health and other personal information without a fixed form is looked "
        "for by its context only where the parameter kinds asks for it, and not all is seen; "
        "whether a number belongs to a real person, and on what lawful ground it is there, people "
        "must judge.",
    ),
    plan=plan_by_subject,
    parameters=PiiParameters,
)
def corpus_pii(job: Job, context: Context) -> Outcome:
    """Scan all documents for the kinds of personal information that were asked for."""
    spec = pii_spec(job, context)
    kinds = spec.kinds or ()
    totals, engine = pass_for(BothSpec(pii=spec), job, context)
    by_kind = totals.prefixed("kind")
    return Outcome(
        measures={
            "docs": totals.docs,
            "docs_with_pii": totals.counts["docs_with_pii"],
            "docs_with_sensitive_pii": totals.counts["docs_with_sensitive_pii"],
            "by_kind": {kind: by_kind.get(kind, 0) for kind in kinds},
        },
        inputs=tuple(totals.inputs),
        run={"engine": engine, "key": key_origin(CHECK, context, PiiParameters)},
    )
