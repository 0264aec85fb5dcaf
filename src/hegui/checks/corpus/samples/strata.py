"""The stratum of each document: its source, language, type, and what a scan found in it."""

from collections.abc import Callable, Sequence

from hegui.checks.corpus.profile.languages import Guesser, declared_code, script_counts
from hegui.checks.corpus.profile.letters import code_points, counts
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.samples.judging import Findings

FIELDS = ("source", "language", "type", "finding")
"""What strata can be made of, in this order."""
META = {"language": "language", "type": "type"}
LONGEST = 120
"""Characters of a value that are kept."""


class Strata:
    """Names the strata of documents by the chosen fields."""

    def __init__(self, fields: Sequence[str], findings: Findings | None) -> None:
        self._findings = findings
        makers: dict[str, Callable[[Batch], list[str]]] = {
            "source": lambda batch: batch.sources,
            "language": self._languages,
            "type": lambda batch: list(batch.meta.get("type", [""] * len(batch))),
            "finding": self._found,
        }
        self._makers = [makers[name] for name in fields]
        self._guesser = Guesser()

    def of(self, batch: Batch) -> list[tuple[str, ...]]:
        """Return the stratum of each document of a batch; an empty value is unknown."""
        if not self._makers:
            return [()] * len(batch)
        columns = [[value.strip()[:LONGEST] for value in make(batch)] for make in self._makers]
        return list(zip(*columns, strict=True))

    def _found(self, batch: Batch) -> list[str]:
        return self._findings.kinds(batch) if self._findings else [""] * len(batch)

    def _languages(self, batch: Batch) -> list[str]:
        declared = [declared_code(value) for value in batch.meta.get("language", [""] * len(batch))]
        if all(declared):
            return declared
        texts = [batch.document(number).decode("utf-8", "replace") for number in range(len(batch))]
        counted = counts(code_points("".join(texts)), list(map(len, texts)))
        guessed = self._guesser.guess(script_counts(counted), texts)
        return [told or seen for told, seen in zip(declared, guessed, strict=True)]


def meta_for(fields: Sequence[str]) -> tuple[str, ...]:
    """Return the metadata that must be read to make strata."""
    return tuple(META[name] for name in fields if name in META)
