"""`corpus.terms`: how many documents hold terms of the declared keyword libraries."""

from typing import Literal

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
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.engine.terms import Mode, Term, distinct_terms, modes_of, read_terms


class TermParameters(ScanParameters, frozen=True, kw_only=True):
    """What the project file may set for the scan for terms.

    `variants` are the costly variants of all terms (`separator`, `zero_width`, `homophone`,
    `split`; `all`; `none`, also against the libraries); unset leaves them to each term.
    """

    variants: tuple[Mode | Literal["all", "none"], ...] | None = None


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
    terms, libraries = declared_terms(context)
    key = finding_key(CHECK, job.payload, context, TermParameters)
    asked = read_parameters(context.declared, CHECK, TermParameters).variants
    modes = None if asked is None else modes_of(asked)
    engine = asked_engine(CHECK, context, TermParameters)
    spec = TermSpec(job.subject, terms, key, engine, modes)
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
        run={
            "engine": totals.engine,
            "terms": len(terms),
            "suppressed": totals.counts["suppressed"],
            "key": key_origin(CHECK, context, TermParameters),
        },
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
