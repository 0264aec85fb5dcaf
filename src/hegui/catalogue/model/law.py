"""Instruments and what they ask: obligations, consequences, filings."""

import datetime as dt
from typing import Literal

from hegui.catalogue.model.base import Label, Modality, Row
from hegui.common.struct import Record


class Instrument(Row, frozen=True, kw_only=True):
    """A law or rule. `version` names an amended or revised text; the first text has none.

    `effective_from` is the day this text took effect, `first_effective` the day the first text of
    the law did: filled only where certain, with its own grade and the place it was read.
    """

    title_zh: str
    title_en: str
    issuer: str = ""
    number: str = ""
    published: dt.date | None = None
    status: str = "in_force"
    level: str = ""
    version: str = ""
    version_en: str = ""
    first_effective: dt.date | None = None
    first_effective_grade: str = ""
    first_effective_note_zh: str = ""
    first_effective_note_en: str = ""

    def earlier_text(self, day: dt.date) -> bool:
        """Tell whether a text before this one may have been in force on `day`.

        Where the law's first day is not known, any day before this text counts: nobody may be
        told that a law did not apply when it did.
        """
        if not self.version or self.effective_from is None or day >= self.effective_from:
            return False
        return self.first_effective is None or day >= self.first_effective


class Standard(Row, frozen=True, kw_only=True):
    """A standard, technical document or practice guide that rows refer to."""

    title_zh: str
    title_en: str
    kind: str
    number: str = ""
    published: dt.date | None = None
    status: str = "in_force"


class WatchItem(Row, frozen=True, kw_only=True):
    """A text that is not part of the catalogue yet and should be followed."""

    title_zh: str
    title_en: str
    kind: str
    day: dt.date | None = None


class Locator(Record, frozen=True, kw_only=True):
    """Where a provision stands; a part is filled only where it is certain from the text."""

    article: int | None = None
    article_suffix: str = ""
    paragraph: int | None = None
    item: int | None = None


class Limit(Record, frozen=True, kw_only=True):
    """A number in a provision: a deadline, a frequency, a retention period or a threshold."""

    kind: Literal["deadline", "frequency", "retention", "threshold", "extension"]
    op: str
    value: float | int
    unit: str
    label_zh: str
    label_en: str


class Obligation(Row, frozen=True, kw_only=True):
    """What a provision asks of somebody, under a condition over the declared facts (CEL)."""

    instrument: str
    article: str
    locator: Locator | None = None
    bearers: tuple[str, ...]
    applies_when: str
    trigger: str
    modality: Modality
    layer: str
    zh: str
    en: str
    evidence: tuple[str, ...] = ()
    consequence: str = ""
    related: tuple[str, ...] = ()
    text_anchor: str = ""
    condition_note_zh: str = ""
    condition_note_en: str = ""
    limits: tuple[Limit, ...] = ()


class Consequence(Row, frozen=True, kw_only=True):
    """What the law attaches to a breach. Consequence ids are a space of their own."""

    instrument: str
    article: str
    zh: str
    en: str


class Deadline(Record, frozen=True, kw_only=True):
    """A time limit of a filing procedure, counted from an event."""

    event_zh: str
    event_en: str
    value: int
    unit: str
    action_zh: str
    action_en: str


class FilingProcedure(Row, frozen=True, kw_only=True):
    """A filing or registration with the authorities: basis, deadlines, materials."""

    zh: str
    en: str
    authority_zh: str
    authority_en: str
    basis: tuple[str, ...] = ()
    applies_when: str = ""
    system: str = ""
    deadlines: tuple[Deadline, ...] = ()
    deadlines_grade: str = ""
    fields_zh: tuple[str, ...] = ()
    fields_en: tuple[str, ...] = ()
    materials: tuple[Label, ...] = ()
    steps_zh: tuple[str, ...] = ()
    steps_en: tuple[str, ...] = ()
    duration_zh: str = ""
    duration_en: str = ""
    types_zh: tuple[str, ...] = ()
    types_en: tuple[str, ...] = ()
    display_duty_zh: str = ""
    display_duty_en: str = ""
    number_pattern: str = ""
    number_examples: tuple[str, ...] = ()
    number_note_zh: str = ""
    number_note_en: str = ""
    thresholds: dict[str, int] = {}
