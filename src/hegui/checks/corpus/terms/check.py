"""`corpus.terms`: how many documents hold terms of the declared keyword libraries."""

from hegui.checks.corpus.common import (
    ScanParameters,
    asked_engine,
    finding_key,
    key_origin,
    plan_by_subject,
)
from hegui.checks.corpus.errors import NoLibraryError
from hegui.checks.corpus.scanning.passes import scan
from hegui.checks.corpus.terms.detector import CHECK, TermSpec
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import InputFile
from hegui.engine.registry import check
from hegui.engine.terms import Term, distinct_terms, read_terms


@check(
    id=CHECK,
    version="1",
    title=Text("语料关键词扫描", "Keyword scan of the corpus"),
    subject_kinds=("dataset",),
    measures=("docs", "docs_hit", "hits_by_risk"),
    cannot_show=Text(
        "命中不等于违法不良，须人工判断；词库没有列出的变体、谐音、隐语和夹杂空格的写法看不见，"
        "零命中不等于干净。",
        "A hit is not yet harmful content; people must judge. Variants, homophones, coded words and "
        "spaced-out words that the library does not list are not seen; no hits does not mean clean.",
    ),
    plan=plan_by_subject,
    parameters=ScanParameters,
)
def corpus_terms(job: Job, context: Context) -> Outcome:
    """Scan all documents for the terms of all declared libraries."""
    terms, libraries = declared_terms(context)
    key = finding_key(CHECK, job.payload, context)
    spec = TermSpec(job.subject, terms, key, asked_engine(CHECK, context))
    totals = scan(job.payload, context, spec)
    by_risk = totals.prefixed("risk")
    codes = sorted({risk for term in terms for risk in term.risks})
    return Outcome(
        measures={
            "docs": totals.docs,
            "docs_hit": totals.counts["docs_hit"],
            "hits_by_risk": {code: by_risk.get(code, 0) for code in codes},
        },
        inputs=(*totals.inputs, *libraries),
        run={"engine": totals.engine, "terms": len(terms), "key": key_origin(CHECK, context)},
    )


def declared_terms(context: Context) -> tuple[tuple[Term, ...], list[InputFile]]:
    """Return the distinct terms of all declared libraries and the files they were read from."""
    libraries = context.declared.project.targets.terms
    if not libraries:
        raise NoLibraryError
    terms: list[Term] = []
    inputs = []
    for library in libraries:
        path = context.path(library.file)
        terms += read_terms(path, risks=context.catalogue.risks).terms
        inputs.append(input_file(path, context.declared.root))
    return distinct_terms(terms), inputs
