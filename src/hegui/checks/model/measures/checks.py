"""The checks of the suites as a table (`checks.yaml`): `model.fairness`, `.accuracy`, `.consistency` and so on.

Each asks the bank that the project names for it, and counts what its measure says of the answers.
"""

from pathlib import Path

import msgspec

from hegui.catalogue.model import SubjectKind
from hegui.checks.model.measures.asking import plan_for_suite, run_suite
from hegui.checks.model.measures.kinds import MEASURES
from hegui.checks.model.settings import SuiteOptions
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.registry import check

VERSION = "1"


class Words(Record, frozen=True, kw_only=True):
    """A sentence in both languages."""

    zh: str
    en: str

    def text(self) -> Text:
        """Return both."""
        return Text(self.zh, self.en)


class SuiteCheck(Record, frozen=True, kw_only=True):
    """One check of a suite."""

    title: Words
    subjects: tuple[SubjectKind, ...]
    cannot_show: Words
    n: str = "n"
    by: str = ""
    each: str = ""
    scopes: dict[str, str] = {}


def declare(name: str, own: SuiteCheck) -> None:
    """Register the check of a measure."""
    measures = (own.n, "k", "unanswered", *((own.by,) if own.by else ()))

    def run(job: Job, context: Context) -> Outcome:
        return run_suite(job, context, name, n=own.n, by=own.by)

    check(
        id=MEASURES[name].check,
        version=VERSION,
        title=own.title.text(),
        subject_kinds=own.subjects,
        measures=measures,
        cannot_show=own.cannot_show.text(),
        plan=plan_for_suite(name, each=own.each, **own.scopes),
        parameters=SuiteOptions,
    )(run)


TABLE = msgspec.yaml.decode(
    Path(__file__).with_name("checks.yaml").read_bytes(), type=dict[str, SuiteCheck]
)
for _name, _own in TABLE.items():
    declare(_name, _own)
