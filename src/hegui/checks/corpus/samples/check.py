"""`corpus.sample.manual` and `corpus.sample.technical`: declared samples of a dataset."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.reading.files import corpus_files
from hegui.checks.corpus.reading.streams import file_sha256
from hegui.checks.corpus.samples.errors import NoReviewError, StaleSampleError
from hegui.checks.corpus.samples.model import TECHNICAL, Draw, Item, Technical
from hegui.checks.corpus.samples.result import ReviewResult, Verdict
from hegui.checks.corpus.samples.reviewing import as_lines, reviewed_sample
from hegui.checks.corpus.samples.rules import limit_of
from hegui.checks.corpus.samples.writing import read_draw, read_record
from hegui.common.files import write_atomic
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.inputs import input_file
from hegui.engine.model import Drawn, Finding, InputFile, ItemError
from hegui.engine.registry import check
from hegui.engine.sampling import Ranker
from hegui.engine.statistics import rule_met
from hegui.project.declared import Declared
from hegui.project.model import CorpusSample

MANUAL, TECHNICAL_CHECK = "corpus.sample.manual", "corpus.sample.technical"
MEASURES = ("n", "k", "population", "strata")
VERDICTS = "verdicts.jsonl"


def plan_manual(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job for each sample that people read."""
    for sample in declared.project.targets.samples:
        if Path(sample.file).name != TECHNICAL:
            yield Job(sample.subject, sample.id, sample)


def plan_technical(declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan one job for each share that a machine judged."""
    for sample in declared.project.targets.samples:
        if Path(sample.file).name == TECHNICAL:
            yield Job(sample.subject, sample.id, sample)


@check(
    id=MANUAL,
    version="1",
    title=Text("语料人工抽检", "Manual sample of the corpus"),
    subject_kinds=("dataset",),
    measures=MEASURES,
    cannot_show=Text(
        "抽检人判断是否一致，须另有一人复核；读不了的内容不在总体之内。",
        "Whether reviewers judge alike: that needs a second reading; what could not be read is "
        "outside the population.",
    ),
    plan=plan_manual,
)
def corpus_sample_manual(job: Job, context: Context) -> Outcome:
    """Count the passes among the reviewed items.

    As long as the items without a verdict could turn the rule, n and k are left out: unknown.
    """
    sample: CorpusSample = job.payload
    if not sample.reviewed:
        raise NoReviewError(sample=sample.id)
    folder = context.path(sample.file).parent
    draw, items = read_draw(folder)
    check_current(draw.shards, sample, context)
    files = [context.path(one) if one else None for one in _files(sample)]
    limit = limit_of(context.catalogue, "manual")
    assert files[0] is not None
    result, verdicts = reviewed_sample(
        folder, files[0], files[1], files[2], limit, context.catalogue.risks
    )
    _record(job.subject, result, verdicts, context)
    return Outcome(
        measures=manual_measures(result),
        drawn=drawn(draw, items),
        inputs=tuple(
            input_file(path, context.declared.root)
            for path in (context.path(sample.file), *(one for one in files if one))
        ),
        run=_told(result),
    )


def manual_measures(result: ReviewResult) -> dict[str, int]:
    """Return the measures; n and k only where the unreviewed items make no difference."""
    known = {"population": result.population, "strata": len(result.strata)}
    if not result.n:
        return known
    limit, drawn = result.limit.share, result.n + result.unreviewed
    worst = rule_met(result.k, drawn, limit)
    best = rule_met(result.k + result.unreviewed, drawn, limit)
    return {"n": result.n, "k": result.k, **known} if worst == best else known


def _told(result: ReviewResult) -> dict[str, Any]:
    names = ("drawn", "unreviewed", "disputed", "weighted", "agreement", "first_day", "last_day")
    told = {name: msgspec.to_builtins(getattr(result, name)) for name in names}
    return {**told, "reviewers": len(result.reviewers), "problems": len(result.problems)}


def _files(sample: CorpusSample) -> tuple[str, str, str]:
    return sample.reviewed, sample.second, sample.adjudicated


def _record(
    subject: str, result: ReviewResult, verdicts: Sequence[Verdict], context: Context
) -> None:
    """Keep ids, digests and verdicts; text and comments stay where people put them."""
    for problem in result.problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.item
        context.error(ItemError(where=where, what=Text(problem.zh, problem.en).both()))
    for verdict in verdicts:
        if verdict.verdict == "fail":
            context.finding(
                Finding(
                    check=MANUAL,
                    subject=subject,
                    item=verdict.item,
                    where=verdict.item,
                    kind="failed_review",
                    code=verdict.risk,
                    digest=verdict.text_sha256,
                    note=verdict.by,
                )
            )
    write_atomic(context.workdir / VERDICTS, as_lines(verdicts))


def drawn(draw: Draw, items: Iterable[Item]) -> tuple[Drawn, ...]:
    """Return how each stratum was drawn: its items in the order of their ranks."""
    rank, names = Ranker(draw.key).rank, {stratum.values: list[str]() for stratum in draw.strata}
    for item in items:
        names[item.stratum].append(item.item)
    return tuple(
        Drawn(
            method=f"{draw.method} stratum={' / '.join(stratum.values)}",
            population=stratum.population,
            size=stratum.size,
            seed=draw.key,
            ids_sha256=stratum.ids_sha256,
            ids=tuple(sorted(names[stratum.values], key=rank)),
        )
        for stratum in draw.strata
    )


@check(
    id=TECHNICAL_CHECK,
    version="1",
    title=Text("语料技术抽检", "Technical sample of the corpus"),
    subject_kinds=("dataset",),
    measures=MEASURES,
    cannot_show=Text(
        "关键词与分类模型都看不出的违法不良信息；判断只及扫描所用的规则集。",
        "Harmful content that neither keywords nor classifiers notice; the judge is the rule set of "
        "the scan and sees no more.",
    ),
    plan=plan_technical,
)
def corpus_sample_technical(job: Job, context: Context) -> Outcome:
    """Take over what a scan said of the drawn share."""
    sample: CorpusSample = job.payload
    path = context.path(sample.file)
    told = read_record(path, Technical)
    check_current(told.shards, sample, context)
    return Outcome(
        measures={
            "n": told.n,
            "k": told.k,
            "population": told.population,
            "strata": len(told.strata),
        },
        drawn=(
            Drawn(
                method=f"{told.method} last={told.last_bin}",
                population=told.population,
                size=told.n,
                seed=told.key,
                ids_sha256=told.drawn_sha256,
            ),
        ),
        inputs=(input_file(path, context.declared.root),),
        run={"judge": told.judge, "kinds": list(told.kinds), "unread": told.unread},
    )


def check_current(shards: Sequence[InputFile], sample: CorpusSample, context: Context) -> None:
    """Raise `StaleSampleError` unless the dataset's corpora are the files that were drawn from.

    Evidence belongs to a version. A dataset without declared corpora cannot be compared.
    """
    corpora = [c for c in context.declared.project.targets.corpora if c.subject == sample.subject]
    files = {file.name: file for corpus in corpora for file in corpus_files(corpus, context)}
    if not corpora:
        return
    known = {(shard.size, shard.sha256) for shard in shards}
    sizes = {size for size, _ in known}
    seen = set()
    for done, file in enumerate(files.values()):
        context.progress(done, len(files), "")
        now = (file.size, file_sha256(file) if file.size in sizes else "")
        if now not in known:
            raise StaleSampleError(sample=sample.id, shard=file.name)
        seen.add(now)
    for shard in shards:
        if (shard.size, shard.sha256) not in seen:
            raise StaleSampleError(sample=sample.id, shard=shard.path)
