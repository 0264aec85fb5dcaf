"""What a profile holds: `profile.json`, and the part of each shard it is merged from."""

from hegui.checks.corpus.profile.counting import Tally
from hegui.common.struct import Record

SCHEMA = "hegui/corpus-profile/1"


class Part(Record, frozen=True, kw_only=True):
    """The counts of some documents; parts add up to the counts of all of them.

    `lengths` counts documents by the bin of their length in characters. `languages` is the declared
    language, or the guessed one where none is declared; `differing` counts `declared>guessed`.
    `chinese` speaks of the documents whose language is Chinese. `quality` counts documents that
    reach the limit of a sign.
    """

    docs: int = 0
    characters: int = 0
    text_bytes: int = 0
    shortest: int = 0
    longest: int = 0
    lengths: dict[int, int] = {}
    languages: Tally = Tally()
    declared: Tally = Tally()
    guessed: Tally = Tally()
    differing: Tally = Tally()
    scripts: dict[str, int] = {}
    chinese: dict[str, int] = {}
    sources: Tally = Tally()
    types: Tally = Tally()
    modalities: Tally = Tally()
    months: Tally = Tally()
    synthetic: dict[str, int] = {}
    quality: dict[str, int] = {}


class Length(Record, frozen=True, kw_only=True):
    """Lengths in characters; quantiles are within `relative_error`, all else is exact.

    `histogram` holds [from, to, documents]; the bounds double, `to` is not included.
    """

    total: int
    mean: float
    shortest: int
    longest: int
    relative_error: float
    quantiles: dict[str, int]
    histogram: tuple[tuple[int, int, int], ...]


class Share(Record, frozen=True, kw_only=True):
    """One value of a field: documents, and their share of all documents."""

    value: str
    docs: int
    share: float


class Shares(Record, frozen=True, kw_only=True):
    """The values of a field, the most frequent first; the shares, `absent` and `other` add up to 1.

    `absent` documents have no value: it is unknown. `other` were counted together for lack of room.
    """

    values: tuple[Share, ...] = ()
    absent: int = 0
    absent_share: float = 0.0
    other: int = 0

    def by_value(self) -> dict[str, float]:
        """Return the share of each value."""
        return {share.value: share.share for share in self.values}


class Synthetic(Record, frozen=True, kw_only=True):
    """What the metadata declare about synthetic documents.

    `share` is of all documents, and None as long as one document declares nothing: the true share
    then lies between `least` and `most`.
    """

    yes: int
    no: int
    unknown: int
    share: float | None
    least: float
    most: float


class SignalCount(Record, frozen=True, kw_only=True):
    """How many documents reach the limit of a sign of poor quality; the limit is our own."""

    signal: str
    docs: int
    share: float
    limit: float
    least_characters: int
    grade: str


class Profile(Record, frozen=True, kw_only=True):
    """The profile of a corpus. Equal corpora give equal profiles, however they are divided.

    `rules` is the SHA-256 of the rules; `fields` says which field of a record each value came from
    (empty: none was named).
    """

    schema: str = SCHEMA
    rules: str
    shards: int
    docs: int
    bad: int
    text_bytes: int
    fields: dict[str, str | tuple[str, ...]]
    length: Length
    languages: Shares
    declared_languages: Shares
    guessed_languages: Shares
    differing_languages: Shares
    scripts: dict[str, float]
    chinese: Shares
    sources: Shares
    types: Shares
    modalities: Shares
    months: Shares
    synthetic: Synthetic
    quality: tuple[SignalCount, ...]
