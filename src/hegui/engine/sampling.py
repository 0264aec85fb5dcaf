"""Draws that anyone can repeat: a keyed hash ranks the items, and the lowest ranks are drawn.

The rank of an item depends on the key and its id only. A draw is therefore the same in any order,
on any number of machines, and parts can be drawn apart and merged. The first 300 of a draw of
1,000 are the draw of 300. Nobody who does not know the key can foresee the draw.

Sources: bottom-k sketches, E. Cohen and H. Kaplan, Summarizing data using bottom-k sketches (PODC
2007); BLAKE2b with a key, RFC 7693.
"""

import hashlib
import heapq
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction

from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.engine.model import Drawn

METHOD = "blake2b-bottom-k/1"
"""Name of the procedure in every record of a draw; a change of behaviour is a new number."""
THRESHOLD_METHOD = "blake2b-threshold/1"
"""Drawn is every item whose rank begins with ten bits of at most a bound; too many to be listed."""
RANK_BYTES = 16
QUOTED = json.JSONEncoder(ensure_ascii=False).encode

Rank = bytes
"""The rank of an item and, behind it, its id as UTF-8: in this order, equal ranks by their ids."""


class DrawMismatchError(HeguiError):
    """Two sketches that do not belong to the same draw were merged."""

    code = "draw_mismatch"
    text = Text(
        "两部分抽样不属于同一次抽取：{what}不同。请用同样的种子和样本量重新抽取。",
        "The two parts belong to different draws: their {what} differ. "
        "Draw again with the same seed and size.",
    )


def key_for(seed: str, *purpose: str) -> str:
    """Return the key of one draw: the seed of the assessment and what the draw is for."""
    return "/".join((seed, *purpose))


class Ranker:
    """Ranks ids under a key; the lowest rank is drawn first. Equal ids have equal ranks."""

    def __init__(self, key: str) -> None:
        secret = hashlib.blake2b(key.encode(), digest_size=32).digest()
        self._base = hashlib.blake2b(key=secret, digest_size=RANK_BYTES, person=b"hegui draw")

    def rank(self, item: str) -> bytes:
        """Return the rank of an id: sixteen bytes, compared from the left."""
        hasher = self._base.copy()
        hasher.update(item.encode())
        return hasher.digest()


class Sketch:
    """A draw in the making; holds a few times `size` ids, however large the population.

    Ids must be unique, or they stand for several items that are drawn together.
    """

    def __init__(self, size: int, key: str) -> None:
        if size < 0:
            raise ValueError(f"size {size}")
        self.size = size
        self.key = key
        self.population = 0
        self._kept: list[Rank] = []
        self._bar: bytes | None = None
        self._rank = Ranker(key).rank

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (self.size, self.key, self.population, self.ranked()))

    def add(self, item: str) -> None:
        """Count one item of the population."""
        self.population += 1
        rank = self._rank(item)
        if self._bar is None or rank <= self._bar:
            self._keep((rank + item.encode(),))

    def update(self, items: Iterable[str]) -> None:
        """Count many items."""
        for item in items:
            self.add(item)

    def merge(self, other: "Sketch") -> None:
        """Take in what another sketch of the same draw has seen."""
        if other.size != self.size:
            raise DrawMismatchError(what="size")
        if other.key != self.key:
            raise DrawMismatchError(what="key")
        self.population += other.population
        self._keep(other._kept)

    def _keep(self, ranks: Iterable[Rank]) -> None:
        self._kept.extend(ranks)
        if len(self._kept) >= 2 * self.size + 64:
            self._kept = self.ranked()
            self._bar = self._kept[-1][:RANK_BYTES] if self._kept else b""

    def ranked(self) -> list[Rank]:
        """Return the lowest ranks so far with their ids, in order."""
        return heapq.nsmallest(self.size, self._kept)

    def finish(self, method: str = METHOD) -> Drawn:
        """Return the draw: ids in the order of their ranks."""
        ids = tuple(item[RANK_BYTES:].decode() for item in self.ranked())
        return Drawn(
            method=method,
            population=self.population,
            size=len(ids),
            seed=self.key,
            ids_sha256=ids_digest(ids),
            ids=ids,
        )


def _restored(size: int, key: str, population: int, kept: list[Rank]) -> Sketch:
    sketch = Sketch(size, key)
    sketch.population = population
    sketch._keep(kept)
    return sketch


def ids_digest(ids: Iterable[str]) -> str:
    """Return the SHA-256 of the canonical JSON list of the drawn ids, in the order drawn."""
    told, between = hashlib.sha256(), "[\n  "
    for item in ids:
        told.update((between + QUOTED(item)).encode())
        between = ",\n  "
    told.update(b"[]\n" if between.startswith("[") else b"\n]\n")
    return told.hexdigest()


def draw(ids: Iterable[str], size: int, key: str) -> Drawn:
    """Draw `size` of the ids (all, if there are fewer)."""
    sketch = Sketch(size, key)
    sketch.update(ids)
    return sketch.finish()


def repeats(drawn: Drawn, ids: Iterable[str]) -> bool:
    """Tell whether drawing again from `ids` gives the recorded draw."""
    again = draw(ids, drawn.size, drawn.seed)
    return (again.population, again.ids_sha256) == (drawn.population, drawn.ids_sha256)


def allocate(populations: Mapping[str, int], size: int, minimum: int = 0) -> dict[str, int]:
    """Share `size` among strata in proportion to their populations, by largest remainders.

    Every stratum gets at least `minimum`, or all it has, even where that exceeds `size` together.
    Ties go to the stratum whose name comes first.
    """
    shares = {name: min(minimum, populations[name]) for name in sorted(populations)}
    left = min(size, sum(populations.values())) - sum(shares.values())
    while left > 0:
        room = {n: populations[n] - shares[n] for n in shares if populations[n] > shares[n]}
        total = sum(room.values())
        exact = {name: Fraction(left * free, total) for name, free in room.items()}
        whole = {name: int(share) for name, share in exact.items()}
        rest = left - sum(whole.values())
        by_remainder = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
        for name in by_remainder[:rest]:
            whole[name] += 1
        for name, more in whole.items():
            shares[name] += more
        left -= sum(whole.values())
    return shares


class StratifiedSketch:
    """A draw of `size` in proportion to the strata, each with at least `minimum`.

    How many come from a stratum is known only at the end, so each keeps up to `size` ids.
    """

    def __init__(self, size: int, key: str, minimum: int = 0) -> None:
        self.size = size
        self.key = key
        self.minimum = minimum
        self._strata: dict[str, Sketch] = {}

    @property
    def populations(self) -> dict[str, int]:
        """How many items each stratum has, by name."""
        return {name: self._strata[name].population for name in sorted(self._strata)}

    def _stratum(self, name: str) -> Sketch:
        if name not in self._strata:
            self._strata[name] = Sketch(max(self.size, self.minimum), key_for(self.key, name))
        return self._strata[name]

    def add(self, item: str, stratum: str) -> None:
        """Count one item of a stratum."""
        self._stratum(stratum).add(item)

    def merge(self, other: "StratifiedSketch") -> None:
        """Take in what another sketch of the same draw has seen."""
        if (other.size, other.minimum) != (self.size, self.minimum):
            raise DrawMismatchError(what="size")
        if other.key != self.key:
            raise DrawMismatchError(what="key")
        for name, sketch in other._strata.items():
            self._stratum(name).merge(sketch)

    def finish(self) -> dict[str, Drawn]:
        """Return the draw of every stratum, by name; the method names the stratum."""
        shares = allocate(self.populations, self.size, self.minimum)
        return {
            name: first(self._strata[name].finish(), shares[name], stratum=name)
            for name in sorted(self._strata)
        }


def first(drawn: Drawn, size: int, stratum: str = "") -> Drawn:
    """Return the draw of the first `size` ids of a draw, which is itself a fair draw."""
    ids = drawn.ids[:size]
    whole = len(ids) == len(drawn.ids)
    return Drawn(
        method=f"{drawn.method} stratum={stratum}" if stratum else drawn.method,
        population=drawn.population,
        size=len(ids),
        seed=drawn.seed,
        ids_sha256=drawn.ids_sha256 if whole else ids_digest(ids),
        ids=ids,
    )


def draw_stratified(
    items: Iterable[tuple[str, str]], size: int, key: str, minimum: int = 0
) -> dict[str, Drawn]:
    """Draw from (id, stratum) pairs in proportion to the strata, at least `minimum` from each."""
    sketch = StratifiedSketch(size, key, minimum)
    for item, stratum in items:
        sketch.add(item, stratum)
    return sketch.finish()
