"""`terms.library`: size, coverage and age of the keyword library."""

from collections.abc import Iterable

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.coverage import age_in_days, count_codes, risk_coverage, update_days
from hegui.engine.inputs import input_file
from hegui.engine.registry import check
from hegui.engine.terms import distinct_terms, read_terms
from hegui.project.declared import Declared
from hegui.project.model import TermLibrary

CHECK = "terms.library"
MINIMUM = "keywords"


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job for each subject, over all its libraries together."""
    by_subject: dict[str, list[TermLibrary]] = {}
    for library in declared.project.targets.terms:
        by_subject.setdefault(library.subject, []).append(library)
    for subject, libraries in by_subject.items():
        yield Job(subject, ", ".join(library.id for library in libraries), tuple(libraries))


@check(
    id=CHECK,
    version="1",
    title=Text("关键词库", "Keyword library"),
    subject_kinds=("dataset", "model", "service", "organisation"),
    measures=("items", "minimum_per_risk_by_class", "topics_covered", "age_days"),
    cannot_show=Text(
        "词的数量和覆盖不说明词选得准、漏得少；更新日期由登记给出。",
        "Size and coverage do not show that the terms are well chosen or that few are missing; dates "
        "of update are as recorded.",
    ),
    plan=plan,
)
def terms_library(job: Job, context: Context) -> Outcome:
    """Count the distinct terms by risk and find the newest update."""
    read = [
        (library, read_terms(context.path(library.file), risks=context.catalogue.risks))
        for library in job.payload
    ]
    terms = distinct_terms(term for _, keywords in read for term in keywords.terms)
    rows = sum(len(keywords.terms) for _, keywords in read)
    counts = count_codes(term.risks for term in terms)
    measures = {"items": len(terms), **risk_coverage(context.catalogue, counts, MINIMUM)}
    age, errors = age_in_days(
        update_days((library, keywords.terms) for library, keywords in read), context.declared.as_of
    )
    for error in errors:
        context.error(error)
    if age is not None:
        measures["age_days"] = age
    return Outcome(
        measures=measures,
        inputs=tuple(
            input_file(context.path(library.file), context.declared.root) for library in job.payload
        ),
        run={"rows": rows, "repeated": rows - len(terms)},
    )
