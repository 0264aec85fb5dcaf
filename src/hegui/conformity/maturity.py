"""Maturity: how far the management system is built, a separate reading beside the conclusion.

It looks at what is present, not at whether clauses conform: documents (level 2), records approved,
in date and tied to the current version (level 3), measures known for the current version (level 4),
and conforming clauses of audit, review and improvement (level 5).
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from hegui.common.text import Text
from hegui.conformity.case import Case
from hegui.conformity.conclusion import open_major
from hegui.conformity.model import ClauseVerdict, ConditionTrace, Note
from hegui.conformity.rules import rules
from hegui.conformity.wording import fill

READING = Text(
    "成熟度 {level} 级（{name}）：要求文件的条款中 {documented} 有文件，{implemented} 的必要文件齐备且在期；"
    "要求测量的条款中 {measured} 已测得当前版本。成熟度是另一种读数，不影响结论。",
    "Maturity {level} ({name}): of the clauses that ask for documents, {documented} have one and "
    "{implemented} have all essential ones in date; of those that ask for measures, {measured} are "
    "measured for the current version. A separate reading that does not affect the conclusion.",
)

LOWEST = 1
Part = tuple[int, int]


def maturity(case: Case, verdicts: Sequence[ClauseVerdict]) -> tuple[int, Note]:
    """Return the level, 1 to 5, and the note that says what it rests on."""
    rule = rules().maturity
    applying = [v for v in verdicts if v.verdict != "not_applicable"]
    parts = parts_of(applying)
    level = LOWEST
    for step, part in zip(sorted(rule.shares), parts, strict=True):
        if not reached(part, rule.shares[step]):
            break
        level = step
    else:
        if improving(case, applying):
            level = rule.top
    told = dict(zip(("documented", "implemented", "measured"), map(shown, parts), strict=True))
    text = fill(READING, level=level, name=case.word("maturity", str(level)), **told)
    return level, Note(code="maturity", zh=text.zh, en=text.en)


def parts_of(applying: Sequence[ClauseVerdict]) -> tuple[Part, Part, Part]:
    """Count the clauses that are documented, implemented and measured, each of those asked."""
    return (
        counted(applying, "evidence", lambda asked: any(c.sources for c in asked)),
        counted(applying, "evidence", lambda asked: all(good(c) for c in asked)),
        counted(applying, "measure", lambda asked: all(known(c) for c in asked)),
    )


def counted(
    applying: Sequence[ClauseVerdict], needs: str, test: Callable[[list[ConditionTrace]], bool]
) -> Part:
    """Return how many clauses pass a test over their conditions of one kind, of how many."""
    asked = [
        [c for c in v.trace.conditions if c.needs == needs and c.state != "left_out"]
        for v in applying
    ]
    asked = [conditions for conditions in asked if conditions]
    return sum(test(conditions) for conditions in asked), len(asked)


def good(condition: ConditionTrace) -> bool:
    """Tell whether an essential condition holds; a secondary one asks nothing here."""
    return condition.state == "holds" or not condition.essential


def known(condition: ConditionTrace) -> bool:
    """Tell whether a measure is known for the current version, whatever it says."""
    return condition.state in ("holds", "fails")


def reached(part: Part, limit: Fraction) -> bool:
    """Tell whether k of n reaches the share; nothing asked is nothing shown."""
    k, n = part
    return n > 0 and Fraction(k, n) >= limit


def improving(case: Case, applying: Sequence[ClauseVerdict]) -> bool:
    """Tell whether every family of audit, review and improvement is there and conforms."""
    families = {family: [] for family in rules().maturity.families}  # type: dict[str, list[str]]
    for verdict in applying:
        for family, words in families.items():
            if verdict.clause.startswith(family):
                words.append(verdict.verdict)
    whole = all(words and set(words) == {"conforms"} for words in families.values())
    return whole and not open_major(case)


def shown(part: Part) -> str:
    """Return k of n for a sentence."""
    return f"{part[0]}/{part[1]}"
