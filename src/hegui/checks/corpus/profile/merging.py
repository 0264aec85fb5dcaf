"""From the parts of shards to the profile of a corpus."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from hegui.checks.corpus.profile.counting import Counting, Tally, middle, quantile
from hegui.checks.corpus.profile.model import (
    Length,
    Part,
    Profile,
    Share,
    Shares,
    SignalCount,
    Synthetic,
)
from hegui.checks.corpus.profile.rules import profile_rules, rules_digest
from hegui.project.model import FieldMap

DECIMALS = 6
MAPS = ("lengths", "scripts", "chinese", "synthetic", "quality")
SUMS = ("docs", "characters", "text_bytes")
TALLIES = tuple(name for name in Part.__struct_fields__ if isinstance(getattr(Part(), name), Tally))


def merged(parts: Iterable[Part]) -> Part:
    """Return the sum of parts; one is held at a time."""
    sums: Counter[str] = Counter()
    maps = {name: Counter[Any]() for name in MAPS}
    tallies = {name: Counting() for name in TALLIES}
    ends: list[int] = []
    for part in parts:
        sums.update({name: getattr(part, name) for name in SUMS})
        for name in MAPS:
            maps[name].update(getattr(part, name))
        for name in TALLIES:
            tallies[name].merge(getattr(part, name))
        if part.docs:
            ends = [min((*ends, part.shortest)), max((*ends, part.longest))]
    found: dict[str, Any] = {name: sums[name] for name in SUMS}
    found |= {name: dict(sorted(counts.items())) for name, counts in maps.items()}
    found |= {name: counting.tally() for name, counting in tallies.items()}
    return Part(**found, shortest=ends[0] if ends else 0, longest=ends[1] if ends else 0)


def profile_of(part: Part, fields: FieldMap, *, shards: int, bad: int) -> Profile:
    """Return the profile that the counts of all documents come to."""
    return Profile(
        rules=rules_digest(),
        shards=shards,
        docs=part.docs,
        bad=bad,
        text_bytes=part.text_bytes,
        fields={name: getattr(fields, name) for name in FieldMap.__struct_fields__},
        length=length(part),
        languages=shares(part.languages, part.docs),
        declared_languages=shares(part.declared, part.docs),
        guessed_languages=shares(part.guessed, part.docs),
        differing_languages=shares(part.differing, part.docs),
        scripts=portions(part.scripts),
        chinese=shares(Tally(counts=ranked(part.chinese)), sum(part.chinese.values())),
        sources=shares(part.sources, part.docs),
        types=shares(part.types, part.docs),
        modalities=shares(part.modalities, part.docs),
        months=shares(part.months, part.docs),
        synthetic=synthetic(part),
        quality=tuple(signals(part)),
    )


def share_of(k: int, n: int) -> float:
    """Return k of n, rounded so that every machine prints the same; 0 of nothing."""
    return round(k / n, DECIMALS) if n else 0.0


def ranked(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts, the largest first."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def shares(tally: Tally, docs: int) -> Shares:
    """Return the shares of a tally among all documents."""
    return Shares(
        values=tuple(
            Share(value=value, docs=count, share=share_of(count, docs))
            for value, count in tally.counts.items()
        ),
        absent=tally.absent,
        absent_share=share_of(tally.absent, docs),
        other=tally.other,
    )


def portions(counts: Mapping[str, int]) -> dict[str, float]:
    """Return the share of each count in their sum, the largest first; none of nothing."""
    total = sum(counts.values())
    return {name: share_of(count, total) for name, count in ranked(counts).items() if count}


def length(part: Part) -> Length:
    """Return what the bins say about lengths."""
    rules = profile_rules().lengths
    found = {f"{share:g}": quantile(part.lengths, share) for share in rules.quantiles}
    return Length(
        total=part.characters,
        mean=round(part.characters / max(part.docs, 1), 1),
        shortest=part.shortest,
        longest=part.longest,
        relative_error=rules.relative_error,
        quantiles={name: _within(part, size) for name, size in found.items()},
        histogram=histogram(part.lengths),
    )


def _within(part: Part, size: int) -> int:
    return min(max(size, part.shortest), part.longest)


def histogram(bins: Mapping[int, int]) -> tuple[tuple[int, int, int], ...]:
    """Return the documents by length, in bins that double; a fine bin goes where its middle lies."""
    coarse: Counter[int] = Counter()
    for number, docs in bins.items():
        coarse[max(middle(number), 1).bit_length() - 1] += docs
    if not coarse:
        return ()
    powers = range(min(coarse), max(coarse) + 1)
    return tuple((1 << power, 2 << power, coarse[power]) for power in powers)


def synthetic(part: Part) -> Synthetic:
    """Return what is declared about synthetic documents."""
    yes, no = part.synthetic.get("yes", 0), part.synthetic.get("no", 0)
    unknown = part.docs - yes - no
    return Synthetic(
        yes=yes,
        no=no,
        unknown=unknown,
        share=None if unknown or not part.docs else share_of(yes, part.docs),
        least=share_of(yes, part.docs),
        most=share_of(yes + unknown, part.docs),
    )


def signals(part: Part) -> Iterable[SignalCount]:
    """Yield the signs of poor quality in the order of the rules."""
    quality = profile_rules().quality
    for name, signal in quality.signals.items():
        docs = part.quality.get(name, 0)
        yield SignalCount(
            signal=name,
            docs=docs,
            share=share_of(docs, part.docs),
            limit=signal.limit,
            least_characters=signal.least_characters,
            grade=quality.grade,
        )
