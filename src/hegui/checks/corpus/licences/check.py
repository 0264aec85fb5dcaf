"""`corpus.licences`: may a commercial model be trained on each document, as far as is recorded?"""

from collections import Counter
from collections.abc import Iterable

from hegui.checks.corpus.common import plan_by_subject
from hegui.checks.corpus.licences.detector import CHECK, LicenceSpec, measured
from hegui.checks.corpus.licences.grounds import Standing, standing
from hegui.checks.corpus.licences.table import Answer
from hegui.checks.corpus.scanning.passes import scan
from hegui.checks.corpus.sources.check import files_of, missing_basis, names_of, registered
from hegui.checks.corpus.sources.register import SourceEntry
from hegui.checks.corpus.sources.rights import void_because
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import InputFile
from hegui.engine.parameters import read_parameters
from hegui.engine.registry import check
from hegui.project.model import Corpus, Name

SHOWN = 50
"""Licences whose documents are counted one by one in the result; the others are summed."""


class Decided(Record, frozen=True, kw_only=True):
    """What a person decided about a licence, with the reason; it goes before the table."""

    answer: Answer
    by: Name
    reason: Name


class LicenceParameters(Record, frozen=True, kw_only=True):
    """What the project file may set: decisions about licences, by their text as written."""

    answers: dict[str, Decided] = {}


@check(
    id=CHECK,
    version="1",
    title=Text("语料许可", "Licences of the corpus"),
    subject_kinds=("dataset", "organisation"),
    measures=("docs", "docs_unlicensed", "docs_incompatible"),
    cannot_show=Text(
        "所记许可是否真实有效；集合的许可不等于其中每件作品的许可；兼容性表是本产品的理解，不是法律意见。",
        "Whether a recorded licence is genuine and in force; the licence of a collection is not that "
        "of every work in it; the table of compatibility is our reading, no legal advice.",
    ),
    plan=plan_by_subject,
    parameters=LicenceParameters,
)
def corpus_licences(job: Job, context: Context) -> Outcome:
    """Judge every document by its source's ground and its own licence."""
    asked = read_parameters(context.declared, CHECK, LicenceParameters)
    answers = {licence: decided.answer for licence, decided in asked.answers.items()}
    entries, inputs = read_sources(job.payload, context)
    used = [entry for entry in entries if entry.used]
    spec = LicenceSpec(
        subject=job.subject,
        standings={entry.id: known_of(entry, context, answers) for entry in used},
        by_name=names_of(used),
        by_file=files_of(used, context),
        answers=answers,
    )
    totals = scan(job.payload, context, spec)
    run = {name: totals.prefixed(name) for name in ("answer", "ground")}
    return Outcome(
        measures=measured(totals.counts, totals.docs),
        inputs=(*totals.inputs, *inputs),
        run={**run, "licence": most(totals.prefixed("licence"))},
    )


def known_of(entry: SourceEntry, context: Context, answers: dict[str, Answer]) -> Standing:
    """Return the standing of a source on the day of the run."""
    missing = missing_basis(entry, context)
    return standing(entry, missing, answers, void_because(entry, missing, context.declared.as_of))


def read_sources(
    corpora: Iterable[Corpus], context: Context
) -> tuple[Iterable[SourceEntry], list[InputFile]]:
    """Return the registered sources; a corpus without a register has only its records' licences."""
    with_register = [corpus for corpus in corpora if corpus.sources]
    entries, inputs = registered(with_register, context)
    return entries.values(), inputs


def most(counts: dict[str, int]) -> dict[str, int]:
    """Return the licences of most documents and, under `…`, the sum of the others."""
    common = Counter(counts).most_common()
    kept = dict(common[:SHOWN])
    rest = sum(number for _, number in common[SHOWN:])
    return kept | ({"…": rest} if rest else {})
