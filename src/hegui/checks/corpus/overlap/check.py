"""`corpus.protected`: how many documents lie in protected works or block-listed texts."""

from typing import Annotated

from msgspec import Meta

from hegui.checks.corpus.common import plan_by_subject
from hegui.checks.corpus.overlap.comparing import Comparer
from hegui.checks.corpus.overlap.declared import declared_indexes
from hegui.checks.corpus.overlap.detector import CHECK, SHARE, OverlapSpec
from hegui.checks.corpus.overlap.rows import TEST_SET
from hegui.checks.corpus.scanning.passes import scan
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check


class OverlapParameters(Record, frozen=True, kw_only=True):
    """`share`: the share of a document, or of a text, from which a document counts as overlapping.

    When absent, each kind of text has its own, see the how-to.
    """

    share: Annotated[float, Meta(gt=0, le=1)] | None = None


@check(
    id=CHECK,
    version="1",
    title=Text("与受保护作品的重合", "Overlap with protected works"),
    subject_kinds=("dataset",),
    measures=("docs", "docs_overlapping", "max_overlap"),
    cannot_show=Text(
        "只看声明的作品，参照集之外的看不见；重合不等于侵权，没有重合也不等于没有侵权："
        "改写、翻译和概述不会被发现。测试集污染另计，不进入这些测量值。",
        "Only declared works are compared, none outside them. Overlap is not yet infringement, and "
        "no overlap does not mean that there is none: other words, translations and summaries are "
        "not seen. Items of test sets are counted apart, not in these measures.",
    ),
    plan=plan_by_subject,
    parameters=OverlapParameters,
)
def corpus_protected(job: Job, context: Context) -> Outcome:
    """Compare all documents with the declared works, block-listed texts and test sets.

    Where only test sets are declared, nothing is known of works, and nothing is said of them.
    """
    share = read_parameters(context.declared, CHECK, OverlapParameters).share
    with declared_indexes(job.subject, context) as indexes:
        headers = [Comparer(path).header for path in indexes.paths]
        spec = OverlapSpec(job.subject, tuple(indexes.paths), share)
        totals = scan(job.payload, context, spec)
    measures: dict[str, float] = {"docs": totals.docs}
    if any(header.kind != TEST_SET for header in headers):
        shares = [float(name) for name in totals.prefixed(SHARE)]
        measures["docs_overlapping"] = totals.counts["docs_overlapping"]
        measures["max_overlap"] = max(shares, default=0.0)
    return Outcome(
        measures=measures,
        inputs=(*totals.inputs, *indexes.inputs),
        run={
            "docs_sharing": totals.counts["docs_sharing"],
            "docs_contaminated": totals.counts["docs_contaminated"],
            "indexes": {header.name: header.sha256 for header in headers},
        },
    )
