"""`corpus.terms`: how many documents hold terms of the declared keyword libraries."""

from hegui.checks.corpus.common import key_origin, plan_by_subject
from hegui.checks.corpus.scanning.assessed import pass_for
from hegui.checks.corpus.scanning.both import BothSpec
from hegui.checks.corpus.terms.declared import TermParameters, term_spec
from hegui.checks.corpus.terms.detector import CHECK
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.registry import check


@check(
    id=CHECK,
    version="2",
    title=Text("语料关键词扫描", "Keyword scan of the corpus"),
    subject_kinds=("dataset",),
    measures=("docs", "docs_hit", "hits_by_risk"),
    cannot_show=Text(
        "命中不等于违法不良，须人工判断；隐语、图片看不见，谐音、拆字、夹杂符号的写法只在词库或参数要求时"
        "查找，且只按所用的表；零命中不等于干净。",
        "A hit is not yet harmful content; people must judge. Coded words and pictures are not seen; "
        "homophones, taken-apart characters and inserted signs only where the library or a "
        "parameter asks for them, and as far as the tables go. No hits does not mean clean.",
    ),
    plan=plan_by_subject,
    parameters=TermParameters,
)
def corpus_terms(job: Job, context: Context) -> Outcome:
    """Scan all documents for the terms of all declared libraries."""
    spec, libraries = term_spec(job, context)
    terms = spec.terms
    totals, engine = pass_for(BothSpec(terms=spec), job, context)
    by_risk = totals.prefixed("risk")
    codes = sorted({risk for term in terms for risk in term.risks})
    return Outcome(
        measures={
            "docs": totals.docs,
            "docs_hit": totals.counts["docs_hit"],
            "hits_by_risk": {code: by_risk.get(code, 0) for code in codes},
        },
        inputs=(*totals.inputs, *libraries),
        run={
            "engine": engine,
            "terms": len(terms),
            "suppressed": totals.counts["suppressed"],
            "key": key_origin(CHECK, context, TermParameters),
        },
    )
