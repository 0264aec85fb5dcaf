"""`corpus.profile`: shares by language, source, type and modality, and the synthetic share."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.common import plan_by_subject
from hegui.checks.corpus.profile.merging import merged, profile_of
from hegui.checks.corpus.profile.model import Part, Profile, Shares
from hegui.checks.corpus.profile.stage import ProfileLine, profile_stage, read_part
from hegui.checks.corpus.reading.files import CorpusFile, corpus_files
from hegui.checks.corpus.scanning.passes import POOL_FROM
from hegui.checks.corpus.shards.local import LocalEngine
from hegui.checks.corpus.shards.output import ERRORS
from hegui.checks.corpus.shards.run import run
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import InputFile, ItemError
from hegui.engine.registry import check
from hegui.project.model import Corpus, FieldMap

CHECK = "corpus.profile"


@check(
    id=CHECK,
    version="1",
    title=Text("语料构成", "Profile of the corpus"),
    subject_kinds=("dataset",),
    measures=(
        "share_by_language",
        "share_by_source",
        "share_by_type",
        "share_by_modality",
        "synthetic_share",
    ),
    cannot_show=Text(
        "没有标明来源方式的合成语料；语种在没有声明时由文字推断，短文可能推断不出。",
        "Synthetic documents that are not declared as such; where no language is declared it is "
        "guessed from the text, and for short texts it may stay unknown.",
    ),
    plan=plan_by_subject,
)
def corpus_profile(job: Job, context: Context) -> Outcome:
    """Profile all documents; a share of which nothing is known is left out."""
    with tempfile.TemporaryDirectory(prefix="hegui-profile-") as folder:
        lines = list(_profiled(job.payload, context, Path(folder)))
        profile = _profile(lines)
    return Outcome(
        measures=measures(profile),
        inputs=tuple(
            InputFile(path=line.shard, size=line.size, sha256=line.sha256) for line, _ in lines
        ),
        run={"documents": profile.docs, "synthetic": msgspec.to_builtins(profile.synthetic)},
    )


def measures(profile: Profile) -> dict[str, Any]:
    """Return the measures; the synthetic share only where every document declares it."""
    shares: dict[str, Shares] = {
        "share_by_language": profile.languages,
        "share_by_source": profile.sources,
        "share_by_type": profile.types,
        "share_by_modality": profile.modalities,
    }
    found: dict[str, Any] = {name: own.by_value() for name, own in shares.items() if own.values}
    if profile.synthetic.share is not None:
        found["synthetic_share"] = profile.synthetic.share
    return found


def _profiled(
    corpora: Sequence[Corpus], context: Context, folder: Path
) -> Iterator[tuple[ProfileLine, Part]]:
    files = {f.name: (c.fields, f) for c in corpora for f in corpus_files(c, context)}
    total, done = sum(file.size for _, file in files.values()), 0
    jobs = context.workers if total >= POOL_FROM else 1
    for number, (fields, shards) in enumerate(_by_fields(files.values())):
        stage, before = profile_stage(fields, folder / str(number)), done

        def told(read: int, _size: int, before: int = before) -> None:
            context.progress(min(before + read, total), total, "B")

        result = run(stage, shards, LocalEngine(jobs), progress=told)
        if result.failures:
            raise result.failures[0].error()
        done += sum(shard.size for shard in shards)
        for error in _errors(stage.folder):
            context.error(error)
        yield from ((line, read_part(stage.folder, line.shard)) for line in result.lines)


def _by_fields(
    files: Iterable[tuple[FieldMap, CorpusFile]],
) -> Iterator[tuple[FieldMap, list[CorpusFile]]]:
    groups: dict[FieldMap, list[CorpusFile]] = {}
    for fields, file in files:
        groups.setdefault(fields, []).append(file)
    yield from groups.items()


def _errors(folder: Path) -> Iterator[ItemError]:
    for path in sorted((folder / ERRORS).glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            yield msgspec.json.decode(line, type=ItemError)


def _profile(lines: Sequence[tuple[ProfileLine, Part]]) -> Profile:
    part = merged(own for _, own in sorted(lines, key=lambda pair: pair[0].shard))
    bad = sum(line.bad for line, _ in lines)
    return profile_of(part, FieldMap(), shards=len(lines), bad=bad)
