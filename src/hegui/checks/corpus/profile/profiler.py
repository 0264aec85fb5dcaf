"""Looking at batches of documents and counting what they are."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from hegui.checks.corpus.profile.counting import Counting, bin_of
from hegui.checks.corpus.profile.dates import month
from hegui.checks.corpus.profile.languages import Guesser, declared_code, script_counts
from hegui.checks.corpus.profile.letters import Array, code_points, column, counts
from hegui.checks.corpus.profile.model import Part
from hegui.checks.corpus.profile.quality import standing_out
from hegui.checks.corpus.profile.rules import profile_rules
from hegui.checks.corpus.reading.batch import Batch

FIELDS = ("languages", "declared", "guessed", "differing")
META_FIELDS = ("sources", "types", "modalities", "months")


class Profiler:
    """The counts of a shard in the making."""

    def __init__(self) -> None:
        self._guesser = Guesser()
        self._tallies = {name: Counting() for name in (*FIELDS, *META_FIELDS)}
        self._sums: Counter[str] = Counter()
        self._lengths: Counter[int] = Counter()
        self._groups = {name: Counter[str]() for name in ("scripts", "chinese", "synthetic")}
        self._quality: Counter[str] = Counter()
        self._ends: list[int] = []

    def look(self, batch: Batch) -> None:
        """Count the documents of a batch."""
        documents = [batch.document(number) for number in range(len(batch))]
        texts = [document.decode("utf-8", "replace") for document in documents]
        lengths = [len(text) for text in texts]
        self._sizes(documents, lengths)
        points = code_points("".join(texts))
        counted = counts(points, lengths)
        scripts = script_counts(counted)
        used = self._languages(batch, self._guesser.guess(scripts, texts))
        self._groups["scripts"].update({n: int(found.sum()) for n, found in scripts.items()})
        self._chinese(counted, used)
        self._fields(batch)
        self._signals(texts, documents, points, lengths, counted)

    def _sizes(self, documents: Sequence[bytes], lengths: Sequence[int]) -> None:
        self._sums["docs"] += len(lengths)
        self._sums["characters"] += sum(lengths)
        self._sums["text_bytes"] += sum(map(len, documents))
        self._lengths.update(map(bin_of, lengths))
        self._ends = [min((*self._ends, *lengths)), max((*self._ends, *lengths))]

    def _languages(self, batch: Batch, guessed: list[str]) -> list[str]:
        declared = [declared_code(value) for value in values_of(batch, "language")]
        used = [told or seen for told, seen in zip(declared, guessed, strict=True)]
        pairs = zip(declared, guessed, strict=True)
        both = [f"{told}>{seen}" for told, seen in pairs if told and seen and told != seen]
        for name, values in zip(FIELDS, (used, declared, guessed, both), strict=True):
            self._tallies[name].add(values)
        return used

    def _chinese(self, counted: Array, used: list[str]) -> None:
        rules = profile_rules().chinese
        simplified, traditional = column(counted, "simplified"), column(counted, "traditional")
        telling = simplified + traditional
        lesser = np.minimum(simplified, traditional) >= rules.mixed_share * telling
        kinds = np.where(simplified >= traditional, "simplified", "traditional")
        kinds = np.where(lesser, "mixed", kinds)
        kinds = np.where(telling < rules.least_telling, "undetermined", kinds)
        kept = kinds[np.array([language == "zh" for language in used])]
        self._groups["chinese"].update(kept.tolist())

    def _fields(self, batch: Batch) -> None:
        self._tallies["sources"].add(name.strip() for name in batch.sources)
        self._tallies["types"].add(values_of(batch, "type"))
        self._tallies["modalities"].add(["text"] * len(batch))
        self._tallies["months"].add(map(month, values_of(batch, "date")))
        self._groups["synthetic"].update(map(synthetic, values_of(batch, "synthetic")))

    def _signals(
        self,
        texts: Sequence[str],
        documents: Sequence[bytes],
        points: Array,
        lengths: Sequence[int],
        counted: Array,
    ) -> None:
        most = profile_rules().quality.characters
        if max(lengths, default=0) > most:
            heads = [text[:most] for text in texts]
            points, lengths = code_points("".join(heads)), [len(head) for head in heads]
            documents = [head.encode() for head in heads]
            counted = counts(points, lengths)
        found = standing_out(points, lengths, counted, documents)
        self._quality.update({name: int(reached.sum()) for name, reached in found.items()})

    def part(self) -> Part:
        """Return the counts so far."""
        names = ("docs", "characters", "text_bytes")
        found: dict[str, Any] = {name: self._sums[name] for name in names}
        found |= {name: dict(sorted(counts.items())) for name, counts in self._groups.items()}
        found |= {name: counting.tally() for name, counting in self._tallies.items()}
        return Part(
            **found,
            shortest=self._ends[0] if self._ends else 0,
            longest=self._ends[1] if self._ends else 0,
            lengths=dict(sorted(self._lengths.items())),
            quality=dict(sorted(self._quality.items())),
        )


def values_of(batch: Batch, name: str) -> list[str]:
    """Return a metadata value of each document; empty where there is none."""
    found = batch.meta.get(name)
    return [value.strip() for value in found] if found else [""] * len(batch)


def synthetic(value: str) -> str:
    """Return yes, no or unknown for a declared flag; a word that is not known is unknown."""
    word, rules = value.lower(), profile_rules().synthetic
    if word in rules.yes_words:
        return "yes"
    return "no" if word in rules.no_words else "unknown"
