"""What a draw holds: `draw.json`, `items.jsonl`, `technical.json`, and the part of each shard."""

from hegui.checks.corpus.samples.rules import Limit
from hegui.common.struct import Record
from hegui.engine.model import InputFile
from hegui.engine.statistics import Rate
from hegui.project.model import FieldMap

SCHEMA = "hegui/corpus-draw/1"
TECHNICAL_SCHEMA = "hegui/corpus-technical-sample/1"
DRAW, ITEMS, TECHNICAL = "draw.json", "items.jsonl", "technical.json"


class Kept(Record, frozen=True, kw_only=True):
    """Candidates of a shard by column: line, field and id of the document, number of its stratum."""

    lines: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    strata: tuple[int, ...] = ()


class Part(Record, frozen=True, kw_only=True):
    """What a shard gives to the draw.

    `name` is the shard's name in the items. `cells` counts documents by stratum and by the bin of
    their rank, as [stratum, bin, documents, failed], where a technical sample is asked for.
    """

    name: str
    strata: tuple[tuple[str, ...], ...] = ()
    populations: tuple[int, ...] = ()
    kept: Kept = Kept()
    cells: tuple[tuple[int, int, int, int], ...] = ()


class Stratum(Record, frozen=True, kw_only=True):
    """A part of the population and what was drawn from it.

    `values` are in the order of the draw's `strata_fields`; an empty one is unknown.
    """

    values: tuple[str, ...]
    population: int
    size: int
    ids_sha256: str


class Item(Record, frozen=True, kw_only=True):
    """A drawn document, without its text: where it is, its stratum, the digest of its text."""

    item: str
    shard: str
    line: int
    doc_id: str
    stratum: tuple[str, ...]
    text_sha256: str
    field: str = ""
    characters: int = 0


class Draw(Record, frozen=True, kw_only=True):
    """How a sample was drawn. `key` is the seed with the purpose; `shards` are the files drawn from.

    The rank of an item is the keyed BLAKE2b hash of its name; the lowest ranks of each stratum are
    drawn. `scan` is the digest of the rule set whose findings made strata, empty without.
    """

    schema: str = SCHEMA
    method: str
    key: str
    asked: int
    population: int
    size: int
    strata_fields: tuple[str, ...]
    minimum: int
    strata: tuple[Stratum, ...]
    shards: tuple[InputFile, ...]
    unread: int
    fields: FieldMap
    scan: str = ""
    rules: str
    items_sha256: str


class TechnicalStratum(Record, frozen=True, kw_only=True):
    """The documents of a stratum that a machine looked at, and how many passed."""

    values: tuple[str, ...]
    population: int
    n: int
    k: int


class Technical(Record, frozen=True, kw_only=True):
    """A share of the corpus judged by a scan.

    Drawn are the documents whose rank under `key` begins with ten bits of at most `last_bin`: at
    least the asked share. `judge` is the digest of the scan's rule set; a document fails with a
    finding of one of `kinds` of at least `least_confidence`.
    """

    schema: str = TECHNICAL_SCHEMA
    method: str
    key: str
    share: str
    last_bin: int
    population: int
    n: int
    k: int
    judge: str
    kinds: tuple[str, ...]
    least_confidence: float
    strata_fields: tuple[str, ...]
    strata: tuple[TechnicalStratum, ...]
    shards: tuple[InputFile, ...]
    unread: int
    drawn_sha256: str
    limit: Limit
    rate: Rate
