"""Output formats of guard models and the rubric of the LLM judge: data, read once."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from hegui.checks.model.judges.errors import BadJudgesError
from hegui.common.struct import Record


class GuardFormat(Record, frozen=True, kw_only=True):
    """How one family of guard models is asked, and how its answer is read; see `formats.yaml`."""

    id: str
    source: str
    grade: str
    ask: Literal["conversation", "template"]
    verdict: str
    reason: str
    words: dict[str, str]
    template: str = ""


class GuardFormats(Record, frozen=True, kw_only=True):
    """All of `formats.yaml`."""

    schema: Literal["hegui/guard-formats/1"]
    version: str
    formats: tuple[GuardFormat, ...]


class Rubric(Record, frozen=True, kw_only=True):
    """What an LLM judge is told; see `rubric.yaml`. `words` maps its verdicts to ours.

    `measures` are what answers are judged for in the checks of suites.
    """

    schema: Literal["hegui/rubric/1"]
    version: str
    source: str
    grade: str
    system: str
    user: str
    any_risk: str
    words: dict[str, str]
    classes: dict[str, str] = {}
    risks: dict[str, str] = {}
    measures: dict[str, str] = {}


@cache
def guard_formats() -> dict[str, GuardFormat]:
    """Return the known formats by id."""
    data = Path(__file__).with_name("formats.yaml").read_bytes()
    found = msgspec.yaml.decode(data, type=GuardFormats)
    return {one.id: one for one in found.formats}


def guard_format(name: str) -> GuardFormat:
    """Return a format; raise `BadJudgesError` for an unknown one."""
    if name not in guard_formats():
        known = ", ".join(guard_formats())
        raise BadJudgesError(file="format", why=f"{name} ({known})")
    return guard_formats()[name]


@cache
def rubric(path: Path | None = None) -> Rubric:
    """Return the shipped rubric, or that of a file."""
    file = path or Path(__file__).with_name("rubric.yaml")
    try:
        found = msgspec.yaml.decode(file.read_bytes(), type=Rubric)
        found.system.format()
        found.user.format(risk="", guidance="", mark="", question="", answer="")
        for text in found.measures.values():
            text.format(reference="")
    except (OSError, ValueError, KeyError, IndexError, msgspec.MsgspecError) as error:
        raise BadJudgesError(file=file.name, why=str(error)) from error
    return found


@cache
def pattern(text: str) -> re.Pattern[str]:
    """Return a compiled pattern of a format; `^` and `$` mean lines."""
    return re.compile(text, re.MULTILINE)
