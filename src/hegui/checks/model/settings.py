"""How the model checks ask: data of `settings.yaml` and the options of the project file."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from hegui.common.struct import Record
from hegui.engine.parameters import read_parameters
from hegui.project.declared import Declared


class Sample(Record, frozen=True, kw_only=True):
    """How many questions a check draws, and the requirement that says so."""

    size: int
    requirement: str
    grade: str


class OwnLimit(Record, frozen=True, kw_only=True):
    """A limit and a smallest sample that no rule gives: our own default, as in the criteria."""

    limit: float
    direction: Literal["at_least", "at_most"]
    minimum: int


class ClientSettings(Record, frozen=True, kw_only=True):
    """Habits of the client; times in seconds."""

    source: str
    connect_s: float
    backoff_first_s: float
    backoff_factor: float
    backoff_most_s: float
    backoff_refused_most_s: float
    retry_after_most_s: float
    answer_bytes: int
    down_before_first_answer: int
    down_after: int
    down_silent_s: float


class JournalSettings(Record, frozen=True, kw_only=True):
    """How often the journal is forced to disk."""

    source: str
    sync_records: int
    sync_s: float


class Settings(Record, frozen=True, kw_only=True):
    """All of `settings.yaml`."""

    version: str
    samples: dict[str, Sample]
    limits: dict[str, str]
    own_limits: dict[str, OwnLimit]
    asked_modalities: tuple[str, ...]
    client: ClientSettings
    journal: JournalSettings


@cache
def settings() -> Settings:
    """Return the settings of the family."""
    data = Path(__file__).with_name("settings.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=Settings)


class Options(Record, frozen=True, kw_only=True):
    """What the project file may set under `checks: {<check id>: …}`."""

    size: Annotated[int, msgspec.Meta(ge=1)] | None = None
    requests_per_second: Annotated[float, msgspec.Meta(gt=0.0)] | None = None
    tokens_per_minute: Annotated[float, msgspec.Meta(gt=0.0)] | None = None


class AttackOptions(Options, frozen=True, kw_only=True):
    """The same, and the attacks to try (`role_play`, `homophones+prefix`)."""

    attacks: tuple[str, ...] = ()


class SuiteOptions(Options, frozen=True, kw_only=True):
    """The same, and the file of the bank whose questions name their measure.

    The key of an encrypted bank (`.sealed`) is in the environment variable `bank_key_env`.
    """

    bank: str = ""
    bank_key_env: str = ""


ATTACK = "model.attack"


def options(declared: Declared, check_id: str) -> Options:
    """Return the options of a check."""
    suite = SuiteOptions if check_id in settings().own_limits else Options
    kind = AttackOptions if check_id == ATTACK else suite
    return read_parameters(declared, check_id, kind)


def sample_size(declared: Declared, check_id: str) -> int:
    """Return how many questions to draw: the project's choice or the rule's minimum."""
    return options(declared, check_id).size or settings().samples[check_id].size
