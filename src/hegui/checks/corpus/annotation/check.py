"""`corpus.annotation`: people, roles, rules and checks of annotation, as platforms export them."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.annotation.survey import Exports, Survey
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import Finding, ItemError
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.model import Annotations
from hegui.project.places import ANNOTATIONS

CHECK = "corpus.annotation"
SAFETY_ITEMS = {"scope": "safety_items"}
LISTED = 10_000
"""Findings of a run; all defects are in the measures."""
NO_FILES = Text("{table} 的 {patterns} 没有找到文件", "{table}: no file matches {patterns}")


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan two jobs for each dataset: over all items, and over the safety items alone."""
    by_subject: dict[str, list[Annotations]] = {}
    for target in declared.project.targets.annotations:
        by_subject.setdefault(target.subject, []).append(target)
    for subject, targets in by_subject.items():
        names = ", ".join(target.id for target in targets)
        yield Job(subject, names, tuple(targets))
        if any(target.items for target in targets):
            yield Job(subject, names, tuple(targets), dict(SAFETY_ITEMS))


@check(
    id=CHECK,
    version="1",
    title=Text("标注管理", "Annotation management"),
    subject_kinds=("dataset",),
    measures=(
        "annotators",
        "annotators_qualified",
        "items",
        "items_safety_double_checked",
        "tasks_without_role_split",
        "risks_with_rule",
        "batches_voided_and_redone",
        "n",
        "k",
    ),
    cannot_show=Text(
        "标注规则写得好不好；审核人字段有值不证明真的看过；资格有效不证明标注时遵守规则。",
        "Whether the annotation rules are good ones; a reviewer's name does not prove that anybody "
        "looked; a valid qualification does not prove that the rules were followed.",
    ),
    plan=plan,
)
def corpus_annotation(job: Job, context: Context) -> Outcome:
    """Read the exports of a dataset and count."""
    exports = exports_of(job.payload, context)
    root = context.declared.root
    survey = Survey(
        exports,
        context.catalogue.risks,
        context.declared.as_of,
        lambda path: path.relative_to(root).as_posix(),
    ).look(lambda done: context.progress(done, None, "items"))
    inputs = tuple(input_file(path, root) for path in sorted(exports.all()))
    if job.parameters:
        return Outcome(measures=survey.safety_measures(), inputs=inputs)
    for defect in islice(survey.defects(), LISTED):
        context.finding(
            Finding(
                check=CHECK,
                subject=job.subject,
                item=defect.about or defect.where,
                where=defect.where,
                kind=defect.kind,
                note=defect.note,
            )
        )
    return Outcome(measures=survey.measures(), inputs=inputs, run=survey.further())


def exports_of(targets: Iterable[Annotations], context: Context) -> Exports:
    """Return the files of each table; a pattern that names none is an error, not an empty table."""
    found: dict[str, dict[Path, None]] = {table: {} for table in ANNOTATIONS}
    for target in targets:
        for table in ANNOTATIONS:
            patterns = getattr(target, table)
            paths = context.glob(patterns) if patterns else []
            if patterns and not paths:
                what = NO_FILES.both(table=table, patterns=", ".join(patterns))
                context.error(ItemError(where=target.id, what=what))
            found[table] |= dict.fromkeys(paths)
    return Exports(**{table: tuple(paths) for table, paths in found.items()})
