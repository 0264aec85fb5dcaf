"""The single differences behind a cause, as far as they touch one clause, in words."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from hegui.catalogue.model import Catalogue, Criterion
from hegui.common.text import Text
from hegui.conformity.changes import words
from hegui.conformity.changes.model import CauseKind
from hegui.conformity.changes.people import person
from hegui.conformity.changes.rows import Sides, Touch, criterion, rows
from hegui.conformity.changes.words import arrow, come_or_gone, moved, pairs
from hegui.conformity.figures import names
from hegui.conformity.matching import result_key
from hegui.conformity.wording import same
from hegui.engine.model import CheckResult

Titles = Mapping[str, Text]
"""What each check is called."""

RULE_SET = Text("技术要求集", "rule set")
DAY = Text("基准日", "day")


def details(kind: CauseKind, sides: Sides, clause: str, titles: Titles) -> tuple[Text, ...]:
    """Return what differs in one class for one clause, in a fixed order."""
    found = [side.catalogue.criteria.get(clause) for side in sides]
    touch = tuple(criterion for criterion in found if criterion is not None)
    if kind == "measure":
        return tuple(measure(sides, touch, titles))
    return tuple(TELL[kind](sides, touch))


def evidence(sides: Sides, touch: Touch) -> Iterator[Text]:
    """Yield the documents of the types that the criterion names."""
    types = {name for row in touch for c in row.conditions for name in c.evidence}
    before, after = (
        {item.id: item for item in side.inputs.evidence if item.type in types} for side in sides
    )
    for key, old, new in pairs(before, after):
        row = new or old
        assert row is not None
        name = words.document_name(sides[1].catalogue, row.type, row.title or row.path, key)
        if old is None or new is None:
            yield come_or_gone(old, name)
        else:
            states = (words.document_state(old), words.document_state(new))
            yield moved(name, words.field_changes(*states))


def measure(sides: Sides, touch: Touch, titles: Titles) -> Iterator[Text]:
    """Yield the results of the checks that the criterion names, number by number."""
    read: dict[str, set[str]] = {}
    for c in (c for row in touch for c in row.conditions if c.check):
        read.setdefault(c.check, set()).update(names(f"{c.rule} {c.fails_when}"))
    before, after = (
        {
            f"{r.subject}|{result_key(r)}": without_run(r)
            for r in side.inputs.results
            if r.check in read
        }
        for side in sides
    )
    catalogue = sides[1].catalogue
    for _, old, new in pairs(before, after):
        row = new or old
        assert row is not None
        name, asked = check_name(catalogue, row, titles), read[row.check]
        if old is not None and new is not None:
            if told := words.result_changes(catalogue, old, new, asked):
                yield moved(name, told)
        else:
            yield come_or_gone(old, moved(name, words.result_words(catalogue, row, asked)))


def check_name(catalogue: Catalogue, result: CheckResult, titles: Titles) -> Text:
    """Return a check with what was looked at."""
    title = titles.get(result.check, same(result.check))
    given = [str(value) for _, value in sorted(result.parameters.items())]
    named = [label_of(catalogue, value) for value in given if not value.isdigit()]
    parts = [same(part) for part in (result.subject, result.target) if part]
    told = list(dict.fromkeys([*named, *parts]))
    if not told:
        return title
    zh, en = "，".join(t.zh for t in told), ", ".join(t.en for t in told)
    return Text(f"{title.zh}（{zh}）", f"{title.en} ({en})")


def label_of(catalogue: Catalogue, value: str) -> Text:
    """Return the value of a parameter in words: document types by their names."""
    found = [(code, catalogue.evidence_types.get(code)) for code in value.split()]
    told = [Text(row.zh, row.en) if row else same(code) for code, row in found]
    return Text("、".join(t.zh for t in told), ", ".join(t.en for t in told))


def without_run(result: CheckResult) -> CheckResult:
    """Return a result without the data that verdicts never read."""
    return msgspec.structs.replace(result, run={}, findings_file="", journal_file="")


def facts(sides: Sides, touch: Touch) -> Iterator[Text]:
    """Yield the facts that the criterion and its obligations read, and the chosen rule set."""
    expressions = [e for row in touch for e in (row.applies_when, *condition_facts(row))]
    carried = {name for row in touch for name in row.obligations}
    duties = [row for side in sides for row in side.catalogue.obligations.values()]
    expressions += [row.applies_when for row in duties if row.id in carried]
    read = {name for expression in expressions for name in names(expression)}
    before, after = ({k: v for k, v in side.inputs.facts.items() if k in read} for side in sides)
    catalogue = sides[1].catalogue
    for name, old, new in pairs(before, after):
        yield words.fact_change(catalogue, name, old, new)
    was, now = (side.inputs.rule_set for side in sides)
    if was != now:
        yield arrow(RULE_SET, same(was), same(now))


def condition_facts(row: Criterion) -> Iterable[str]:
    """Yield the expressions over facts in the conditions of a criterion."""
    for condition in row.conditions:
        yield condition.applies_when
        yield condition.expression


def version(sides: Sides, touch: Touch) -> Iterator[Text]:
    """Yield the subjects of the criterion's kind, or all where the organisation is judged by them."""
    kinds = {row.subject_kind for row in touch}
    before, after = (
        {s.id: s for s in side.inputs.subjects if s.kind in kinds or "organisation" in kinds}
        for side in sides
    )
    for _, old, new in pairs(before, after):
        row = new or old
        assert row is not None
        name = words.subject_title(row)
        if old is None or new is None:
            yield come_or_gone(old, name)
        else:
            states = (words.version_of(old), words.version_of(new))
            yield moved(name, words.field_changes(*states))


def day(sides: Sides, _touch: Touch) -> Iterator[Text]:
    """Yield the day that the assessments speak of."""
    yield arrow(DAY, *(same(str(side.inputs.as_of)) for side in sides))


TELL: dict[CauseKind, Callable[[Sides, Touch], Iterator[Text]]] = {
    "evidence": evidence,
    "facts": facts,
    "version": version,
    "person": person,
    "criterion": criterion,
    "catalogue": rows,
    "day": day,
}
