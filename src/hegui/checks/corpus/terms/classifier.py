"""`terms.classifier`: an audit of a declared classifier by its results on a labelled test set."""

from collections.abc import Iterable

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.terms.audit import Audit
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import ItemError
from hegui.engine.registry import check
from hegui.project.declared import Declared
from hegui.project.model import ClassifierResults

CHECK = "terms.classifier"


def plan(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job for each subject, over all its results together."""
    by_subject: dict[str, list[ClassifierResults]] = {}
    for results in declared.project.targets.classifiers:
        by_subject.setdefault(results.subject, []).append(results)
    for subject, found in by_subject.items():
        yield Job(subject, ", ".join(one.id for one in found), tuple(found))


@check(
    id=CHECK,
    version="1",
    title=Text("分类模型审核", "Classifier audit"),
    subject_kinds=("model", "dataset"),
    measures=("risks_covered", "minimum_recall_by_class", "false_alarms"),
    cannot_show=Text(
        "测试集以外的表现；测试集标注对不对、是否另选；一种风险只有一条样本也算覆盖，须看每种风险的条数。",
        "Behaviour outside the test set; whether its labels are right and its items were kept from "
        "training; a risk with one item found counts as covered, so look at the items of each risk.",
    ),
    plan=plan,
)
def terms_classifier(job: Job, context: Context) -> Outcome:
    """Count recall by risk and false alarms (CLS-01)."""
    audit = Audit()
    inputs = []
    for results in job.payload:
        path = context.path(results.file)
        audit.read(path, results.file, context.catalogue.risks)
        inputs.append(input_file(path, context.declared.root))
    for name, bad in audit.bad:
        where = f"{name}:{bad.line}"
        context.error(ItemError(where=where, what=f"{bad.zh} / {bad.en}"))
    return Outcome(
        measures=audit.measures(context.catalogue), inputs=tuple(inputs), run=audit.further()
    )
