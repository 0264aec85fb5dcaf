"""One sample from request to files: draw, judge, read the drawn texts, write."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.masking import digest_key
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.samples.drawing import Merged, merge_folder, technical
from hegui.checks.corpus.samples.errors import TooManyStrataError
from hegui.checks.corpus.samples.judging import judge_of, refuse_blind, scan_lines
from hegui.checks.corpus.samples.model import TECHNICAL, Draw, Technical
from hegui.checks.corpus.samples.naming import item_names
from hegui.checks.corpus.samples.review_set import rows, write_review_set
from hegui.checks.corpus.samples.rules import limit_of
from hegui.checks.corpus.samples.stage import Plan, SampleLine, sample_stage
from hegui.checks.corpus.samples.texts import read_texts
from hegui.checks.corpus.samples.writing import write_draw
from hegui.checks.corpus.shards.run import Progress, Run, run
from hegui.checks.corpus.shards.task import Engine
from hegui.common.files import write_atomic
from hegui.common.hashing import canonical_json
from hegui.engine.sampling import key_for
from hegui.project.model import FieldMap

PURPOSE = "corpus.sample"
SEED = "seed.txt"
"""Holds the key, so that a draw goes on with it when shards are added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for: paths, plan, fields, the folder for files, and the machine's share."""

    paths: Sequence[str]
    plan: Plan
    fields: FieldMap
    folder: Path
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it; without a draw nothing was asked for people, without `technical` no share."""

    request: Request
    result: Run[SampleLine]
    merged: Merged
    draw: Draw | None
    technical: Technical | None


def key_of(seed: str, files: Sequence[CorpusFile], folder: Path) -> str:
    """Return the key of the draw.

    Without a seed it is the one that the folder's draw began with, or else follows from the content
    of the first file: anyone who has the corpus can then foresee the draw.
    """
    kept = folder / SEED
    if not seed and kept.is_file():
        return kept.read_text(encoding="utf-8").strip()
    if not seed:
        content = digest_key("", files[:1])
        seed = "content-" + hashlib.sha256(content).hexdigest()[:16]
    return key_for(seed, PURPOSE)


def sample(
    request: Request,
    files: Sequence[CorpusFile],
    catalogue: Catalogue,
    engine: Engine,
    *,
    resume: bool = False,
    progress: Progress = lambda _done, _total: None,
) -> Outcome:
    """Draw from the files and write the draw, the review set and the machine's answer.

    A shard that cannot be read is a failure of the run; the draw is then from the others, and the
    command says so. Raises what `run` and `merge` raise.
    """
    plan, folder = request.plan, request.folder
    scanned = scan_lines(plan.scan) if plan.scan else {}
    if plan.technical and plan.scan:
        refuse_blind(plan.scan)
    names = item_names(request.paths, files)
    stage = sample_stage(plan, request.fields, names, scanned, folder)
    result = run(stage, files, engine, resume=resume, progress=progress)
    for failure in result.failures:
        if failure.kind is TooManyStrataError:
            raise failure.error()
    write_atomic(folder / SEED, plan.key.encode())
    merged = merge_folder(plan, folder, result.lines)
    judge = judge_of(scanned.values())
    judged = None
    if request.share is not None:
        limit = limit_of(catalogue, "technical")
        judged = technical(plan, merged, request.share, limit, result.lines, judge)
        write_atomic(folder / TECHNICAL, canonical_json(judged))
    draw = _for_people(request, files, merged, result.lines, catalogue, judge)
    return Outcome(request, result, merged, draw, judged)


def _for_people(
    request: Request,
    files: Sequence[CorpusFile],
    merged: Merged,
    lines: list[SampleLine],
    catalogue: Catalogue,
    judge: str,
) -> Draw | None:
    if not request.plan.size:
        return None
    drawn = [one for found in merged.drawn.values() for one in found]
    by_name = {file.name: file for file in files}
    sampled = list(read_texts(drawn, by_name, request.fields))
    found = rows(sampled, request.plan.strata)
    write_review_set(request.folder, found, sorted(catalogue.risks))
    items = [one.item for one in sampled]
    return write_draw(request.folder, request.plan, merged, items, lines, request.fields, judge)
