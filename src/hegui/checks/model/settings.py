"""How the model checks ask: data of `settings.yaml` and the options of the project file."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from hegui.checks.model.ids import ATTACK, CLASSIFIER, KEYWORD, MANUAL, SHOULD, SHOULD_NOT
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


class VerdictWords(Record, frozen=True, kw_only=True):
    """What the words of a named judge mean for a check.

    `counted` count in k, `other` are verdicts that do not, every further word is none. `found` are
    findings.
    """

    counted: tuple[str, ...]
    other: tuple[str, ...]
    found: tuple[str, ...]


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
    verdicts: dict[str, VerdictWords]
    judged_by: dict[str, tuple[str, ...]]
    asked_modalities: tuple[str, ...]
    client: ClientSettings
    journal: JournalSettings


@cache
def settings() -> Settings:
    """Return the settings of the family."""
    data = Path(__file__).with_name("settings.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=Settings)


class Options(Record, frozen=True, kw_only=True):
    """What the project file may set under `checks: {<check id>: …}`.

    `endpoint` is the id of the only endpoint to ask. `calibration` is a file that `hegui model
    calibrate --json` wrote: what people's labels say of the judge.
    """

    size: Annotated[int, msgspec.Meta(ge=1)] | None = None
    requests_per_second: Annotated[float, msgspec.Meta(gt=0.0)] | None = None
    tokens_per_minute: Annotated[float, msgspec.Meta(gt=0.0)] | None = None
    endpoint: str = ""
    calibration: str = ""


class KeywordOptions(Options, frozen=True, kw_only=True):
    """The same, and the ids of the only banks to ask from."""

    banks: tuple[str, ...] = ()


class JudgedOptions(Options, frozen=True, kw_only=True):
    """The same as for all checks, and who judges: the name of a judge, and the file that defines it.

    Without `judge` the rules of the check do. `rule` names them, `keyword` the keyword libraries, so
    that a combined judge may ask them beside others.
    """

    judges: str = ""
    judge: str = ""


class BankOptions(JudgedOptions, frozen=True, kw_only=True):
    """The same, and the ids of the only banks to ask from."""

    banks: tuple[str, ...] = ()


class AttackOptions(BankOptions, frozen=True, kw_only=True):
    """The same, and the attacks to try (`role_play`, `homophones+prefix`)."""

    attacks: tuple[str, ...] = ()


class SuiteOptions(JudgedOptions, frozen=True, kw_only=True):
    """The same, and the file of the bank whose questions name their measure.

    The key of an encrypted bank (`.sealed`) is in the environment variable `bank_key_env`.
    """

    bank: str = ""
    bank_key_env: str = ""


class GeneratedOptions(BankOptions, frozen=True, kw_only=True):
    """The same, or recorded answers in place of an endpoint and a bank.

    `answers` are JSON lines with `id`, `question`, `answer`, `risk`, or the folder of a test; `subject`
    is whom they speak of. Without a `judge` the check has nothing to do.
    """

    answers: str = ""
    subject: str = ""


OPTIONS: dict[str, type[Options]] = {
    SHOULD: BankOptions,
    SHOULD_NOT: BankOptions,
    ATTACK: AttackOptions,
    KEYWORD: KeywordOptions,
    CLASSIFIER: GeneratedOptions,
    MANUAL: GeneratedOptions,
}
"""What a check may be told; the suites all alike."""


def options(declared: Declared, check_id: str) -> Options:
    """Return the options of a check."""
    return read_parameters(declared, check_id, OPTIONS.get(check_id, SuiteOptions))


def judge_named(chosen: Options) -> str:
    """Return the judge that a check names, empty where its own rules judge."""
    return chosen.judge if isinstance(chosen, JudgedOptions) else ""


def banks_named(chosen: Options) -> tuple[str, ...]:
    """Return the banks that a check names."""
    return chosen.banks if isinstance(chosen, BankOptions | KeywordOptions) else ()


def sample_size(declared: Declared, check_id: str) -> int:
    """Return how many questions to draw: the project's choice or the rule's minimum."""
    own = settings().own_limits.get(check_id)
    least = own.minimum if own else settings().samples[check_id].size
    return options(declared, check_id).size or least
