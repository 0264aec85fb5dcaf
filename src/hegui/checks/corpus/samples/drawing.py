"""From the parts of shards to the draw: which documents people read, which share a machine judged."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from hegui.checks.corpus.samples.errors import TooManyStrataError
from hegui.checks.corpus.samples.model import Part, Stratum, Technical, TechnicalStratum
from hegui.checks.corpus.samples.naming import item_name
from hegui.checks.corpus.samples.rules import Limit, sample_rules
from hegui.checks.corpus.samples.sketch import Candidate, Candidates, Values
from hegui.checks.corpus.samples.stage import BIN_BITS, Plan, SampleLine, read_part
from hegui.common.hashing import digest_of
from hegui.engine.model import InputFile
from hegui.engine.sampling import THRESHOLD_METHOD, Ranker, ids_digest
from hegui.engine.statistics import rate


@dataclass(slots=True)
class Merged:
    """What all shards come to."""

    populations: Counter[Values] = field(default_factory=Counter)
    cells: Counter[tuple[Values, int]] = field(default_factory=Counter)
    failed: Counter[tuple[Values, int]] = field(default_factory=Counter)
    drawn: dict[Values, list[Candidate]] = field(default_factory=dict)

    @property
    def population(self) -> int:
        """Return how many documents there are."""
        return self.populations.total()


def merge(plan: Plan, parts: Iterable[tuple[str, Part]]) -> Merged:
    """Merge the parts of shards, given with the shards' names, in any order; one is held at a time.

    Raises `TooManyStrataError` and `DrawShortError`.
    """
    merged, rank = Merged(), Ranker(plan.key).rank
    candidates = Candidates(plan.size, plan.minimum)
    for shard, part in parts:
        merged.populations.update(dict(zip(part.strata, part.populations, strict=True)))
        for number, at, docs, failed in part.cells:
            merged.cells[part.strata[number], at] += docs
            merged.failed[part.strata[number], at] += failed
        for line, name, doc_id, stratum in columns(part):
            item = item_name(part.name, line, name)
            where = (shard, line, name, doc_id)
            candidates.add(Candidate(rank(item), item, part.strata[stratum], *where))
    most = sample_rules().drawing.most_strata
    if len(merged.populations) > most:
        raise TooManyStrataError(most=most, strata=",".join(plan.strata))
    merged.drawn = candidates.drawn(merged.populations)
    return merged


def columns(part: Part) -> Iterator[tuple[int, str, str, int]]:
    """Yield line, field, id and number of the stratum of each candidate."""
    kept = part.kept
    fields = kept.fields or ("",) * len(kept.lines)
    return zip(kept.lines, fields, kept.ids, kept.strata, strict=True)


def merge_folder(plan: Plan, folder: Path, lines: Sequence[SampleLine]) -> Merged:
    """Merge what the shards of a run left in its folder."""
    return merge(plan, ((line.shard, read_part(folder, line.shard)) for line in lines))


def strata_of(merged: Merged) -> tuple[Stratum, ...]:
    """Return every stratum with its population and what was drawn from it."""
    return tuple(
        Stratum(
            values=values,
            population=merged.populations[values],
            size=len(found),
            ids_sha256=ids_digest(one.item for one in found),
        )
        for values, found in sorted(merged.drawn.items())
    )


def technical(
    plan: Plan,
    merged: Merged,
    share: Fraction,
    limit: Limit,
    lines: Sequence[SampleLine],
    judge: str,
) -> Technical:
    """Return the machine's answer about the smallest number of bins that holds the asked share."""
    last = last_bin(merged, share)
    docs, failed = Counter[Values](), Counter[Values]()
    for (values, at), count in merged.cells.items():
        if at <= last:
            docs[values] += count
            failed[values] += merged.failed[values, at]
    strata = tuple(
        TechnicalStratum(
            values=values,
            population=merged.populations[values],
            n=docs[values],
            k=docs[values] - failed[values],
        )
        for values in sorted(merged.populations)
    )
    rules, n, k = sample_rules().technical, docs.total(), docs.total() - failed.total()
    shards = inputs(lines)
    return Technical(
        method=THRESHOLD_METHOD,
        key=plan.key,
        share=str(share),
        last_bin=last,
        population=merged.population,
        n=n,
        k=k,
        judge=judge,
        kinds=rules.kinds,
        least_confidence=rules.least_confidence,
        strata_fields=plan.strata,
        strata=strata,
        shards=shards,
        unread=sum(line.bad for line in lines),
        drawn_sha256=digest_of([plan.key, last, n, [file.sha256 for file in shards]]),
        limit=limit,
        rate=rate(k, n, limit.share, population=merged.population),
    )


def last_bin(merged: Merged, share: Fraction) -> int:
    """Return the last bin of the fewest that together hold at least the share of the population."""
    by_bin: Counter[int] = Counter()
    for (_, at), docs in merged.cells.items():
        by_bin[at] += docs
    seen = 0
    for at in range(1 << BIN_BITS):
        seen += by_bin[at]
        if seen >= share * merged.population:
            return at
    return (1 << BIN_BITS) - 1


def inputs(lines: Sequence[SampleLine]) -> tuple[InputFile, ...]:
    """Return the files drawn from."""
    return tuple(InputFile(path=one.shard, size=one.size, sha256=one.sha256) for one in lines)
