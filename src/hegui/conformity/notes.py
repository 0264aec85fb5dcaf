"""What a reader must know beside the verdicts."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from hegui.common.text import Text
from hegui.conformity.case import Case
from hegui.conformity.clauses import none_left
from hegui.conformity.model import ClauseVerdict, Note
from hegui.conformity.rules import rules
from hegui.conformity.wording import fill

MANY_NOT_APPLICABLE = Text(
    "{total} 条中有 {count} 条判为不适用，超过 {limit}；评估组长须书面说明。",
    "{count} of {total} clauses do not apply, more than {limit}; the lead assessor must explain this "
    "in writing.",
)
CONFIRM = Text(
    "{count} 条因全部条件都不适用而判为不适用，须由人确认后生效。",
    "{count} clauses do not apply because none of their conditions does; a person must confirm them.",
)
NO_CRITERION = Text(
    "{count} 条没有判定准则，没有评估；请在目录里补充准则。",
    "{count} clauses have no criterion and were not judged; add criteria to the catalogue.",
)


def notes(case: Case, verdicts: Sequence[ClauseVerdict]) -> tuple[Note, ...]:
    """Return the notes about the assessment as a whole."""
    return (*not_applicable(verdicts), *to_confirm(verdicts), *without_criterion(case))


def not_applicable(verdicts: Sequence[ClauseVerdict]) -> Iterable[Note]:
    """Note that more than the allowed share of clauses does not apply."""
    found = tuple(v.clause for v in verdicts if v.verdict == "not_applicable")
    limit = rules().not_applicable_limit
    if verdicts and Fraction(len(found), len(verdicts)) > limit:
        shown = f"{float(limit * 100):g}%"
        yield note(
            "not_applicable_share", MANY_NOT_APPLICABLE, found, total=len(verdicts), limit=shown
        )


def to_confirm(verdicts: Sequence[ClauseVerdict]) -> Iterable[Note]:
    """Note the clauses whose not applicable takes effect only when a person confirms it."""
    found = tuple(
        v.clause for v in verdicts if none_left(v.trace.conditions) and not v.trace.decided_by
    )
    if found:
        yield note("confirm_not_applicable", CONFIRM, found)


def without_criterion(case: Case) -> Iterable[Note]:
    """Note the clauses in effect that nothing decides."""
    found = tuple(name for name in case.catalogue.clauses if name not in case.catalogue.criteria)
    if found:
        yield note("no_criterion", NO_CRITERION, found)


def note(code: str, template: Text, clauses: tuple[str, ...], **values: object) -> Note:
    """Return a note about some clauses."""
    text = fill(template, count=len(clauses), **values)
    return Note(code=code, zh=text.zh, en=text.en, clauses=clauses)
