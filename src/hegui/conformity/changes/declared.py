"""What people declared differently: facts, documents, subjects, and the basis of both."""

from collections.abc import Iterator

from hegui.conformity.changes.model import (
    BasisChange,
    DocumentChange,
    FactChange,
    Side,
    SubjectChange,
)
from hegui.conformity.changes.words import document_state, pairs, version_of
from hegui.project.model import Judgement

Sides = tuple[Side, Side]


def basis_changes(sides: Sides) -> Iterator[BasisChange]:
    """Yield the day, the rule set and the catalogue where they differ."""
    old, new = (side.inputs for side in sides)
    if old.as_of != new.as_of:
        yield BasisChange(what="day", before=str(old.as_of), after=str(new.as_of))
    if old.rule_set != new.rule_set:
        yield BasisChange(what="rule_set", before=old.rule_set, after=new.rule_set)
    was, now = (side.catalogue for side in sides)
    if was.digest != now.digest:
        marks = [f"{row.version} ({row.digest[:12]})" for row in (was, now)]
        yield BasisChange(what="catalogue", before=marks[0], after=marks[1])


def fact_changes(sides: Sides) -> Iterator[FactChange]:
    """Yield the facts whose value, or whose judgement, differs, in the catalogue's order."""
    names = {name for side in sides for name in side.inputs.facts}
    known = [name for side in reversed(sides) for name in side.catalogue.facts]
    for name in dict.fromkeys([*known, *sorted(names)]):
        values = [side.inputs.facts.get(name) for side in sides]
        judged = [judgement(side, name) for side in sides]
        plain = [sorted(value) if isinstance(value, tuple) else value for value in values]
        if name in names and (plain[0] != plain[1] or judged[0] != judged[1]):
            rows = [side.catalogue.facts.get(name) for side in reversed(sides)]
            row = next((found for found in rows if found), None)
            yield FactChange(
                id=name,
                zh=row.zh if row else name,
                en=row.en if row else name,
                before=values[0],
                after=values[1],
                judged_before=judged[0],
                judged_after=judged[1],
            )


def judgement(side: Side, name: str) -> Judgement | None:
    """Return who decided a fact, when and why, if it counts on the day of the assessment."""
    found = side.project.facts.get(name)
    return found if isinstance(found, Judgement) and name in side.inputs.facts else None


def document_changes(sides: Sides) -> Iterator[DocumentChange]:
    """Yield the documents that were added, removed or changed."""
    before, after = ({item.id: item for item in side.inputs.evidence} for side in sides)
    for name, old, new in pairs(before, after):
        row = new or old
        assert row is not None
        yield DocumentChange(
            id=name,
            type=row.type,
            title=row.title or row.path,
            before=document_state(old) if old else None,
            after=document_state(new) if new else None,
        )


def subject_changes(sides: Sides) -> Iterator[SubjectChange]:
    """Yield the subjects that came, went or have another version."""
    before, after = ({row.id: row for row in side.inputs.subjects} for side in sides)
    for name, old, new in pairs(before, after):
        row = new or old
        assert row is not None
        yield SubjectChange(
            id=name,
            kind=row.kind,
            name=row.name,
            name_en=row.name_en,
            before=version_of(old) if old else None,
            after=version_of(new) if new else None,
        )
