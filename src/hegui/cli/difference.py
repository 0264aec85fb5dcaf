"""What `hegui diff` prints: what was declared differently first, then what followed from it."""

from collections.abc import Iterator

from hegui.cli.output import heading
from hegui.cli.table import Column, table, terminal_width, wrap
from hegui.common.text import Lang, Text
from hegui.conformity.changes import Changes, ClauseChange, Side, words
from hegui.conformity.changes.model import (
    BasisChange,
    DocumentChange,
    FactChange,
    ObligationChange,
    SubjectChange,
)
from hegui.project.model import Judgement

CONCLUSION = Text("总体结论：{what}", "Conclusion: {what}")
SAME = Text(
    "两次评估的条款结论与条件都相同。", "Both assessments agree on every clause and condition."
)
FACTS = Text("声明的事实 {count} 项有变化", "Declared facts that changed: {count}")
DOCUMENTS = Text("文件 {count} 份有变化", "Documents that changed: {count}")
SUBJECTS = Text("对象 {count} 个有变化", "Subjects that changed: {count}")
OBLIGATIONS = Text(
    "适用性有变化的义务：{count} 条", "Obligations whose applicability changed: {count}"
)
CLAUSES = Text("有变化的条款：{count} 条", "Clauses that changed: {count}")
JUDGED = Text("{by}于 {on} 判定：{why}", "Decided by {by} on {on}: {why}")
JUDGED_BEFORE = Text("原由{by}于 {on} 判定：{why}", "Before, decided by {by} on {on}: {why}")
WORSE = Text("（变差）", " (worse)")
MARKS = {
    "added": Text("新增", "added"),
    "gone": Text("移除", "removed"),
    "other": Text("改动", "changed"),
}
BASIS = {
    "day": Text("评估基准日：{before} → {after}", "Day of the assessment: {before} → {after}"),
    "rule_set": Text("技术要求集：{before} → {after}", "Rule set: {before} → {after}"),
    "catalogue": Text("规则目录：{before} → {after}", "Catalogue: {before} → {after}"),
}
MOVED_BY = {
    "day": Text("评估基准日不同", "the day of the assessment"),
    "catalogue": Text("规则目录不同", "the catalogue"),
}
HEADS = {
    "zh": ("编号", "条款", "适用性", "要求", "因为"),
    "en": ("id", "provision", "applies", "what is asked", "because of"),
}
STATES = {
    "holds": Text("成立", "holds"),
    "fails": Text("不成立", "fails"),
    "unknown": Text("未知", "unknown"),
    "left_out": Text("不计入", "left out"),
    "applies": Text("适用", "applies"),
    "does_not_apply": Text("不适用", "does not apply"),
    "undetermined": Text("未定", "undetermined"),
}
NOT_THERE = Text("未列入", "not there")
NOT_JUDGED = Text("未判断", "not judged")
COLON = Text("：", ": ")

Sides = tuple[Side, Side]


def lines(changes: Changes, sides: Sides, lang: Lang) -> Iterator[str]:
    """Yield the lines of the answer in plain words; only what changed."""
    told = Words(sides, lang)
    yield from counted(changes, told)
    for block in (
        declared_lines(changes, told),
        obligation_lines(changes.obligations, told),
        clause_block(changes.clauses, told),
    ):
        yield from block


class Words:
    """Words in one language, from the later catalogue, else from the earlier one."""

    def __init__(self, sides: Sides, lang: Lang) -> None:
        self.sides = sides
        self.catalogue = sides[1].catalogue
        self.lang: Lang = lang

    def say(self, text: Text, **values: object) -> str:
        """Return a text in the language."""
        return text.in_(self.lang, **values)

    def verdict(self, word: str | None) -> str:
        """Return a verdict word."""
        return self.say(words.label(self.catalogue, "verdict", word) if word else NOT_THERE)

    def arrow(self, before: str | None, after: str | None) -> str:
        """Return both verdict words, or the one that stayed."""
        old, new = self.verdict(before), self.verdict(after)
        return new if old == new else f"{old} → {new}"

    def states(self, before: str | None, after: str | None, none: Text = NOT_THERE) -> str:
        """Return both states of a condition or an obligation."""
        old, new = (self.say(STATES[code] if code else none) for code in (before, after))
        return f"{old} → {new}"

    def fact(self, name: str) -> str:
        """Return what a fact is called."""
        found = (side.catalogue.facts.get(name) for side in reversed(self.sides))
        row = next((row for row in found if row), None)
        return self.say(Text(row.zh, row.en)) if row else name

    def person(self, person_id: str) -> str:
        """Return the name of a person."""
        people = [row for side in reversed(self.sides) for row in side.inputs.people]
        return next((row.name for row in people if row.id == person_id), person_id)


def indented(text: str, by: int, hang: int = 0) -> Iterator[str]:
    """Yield a text wrapped to the terminal, its further lines `hang` columns deeper."""
    for n, line in enumerate(wrap(text, max(20, terminal_width() - by - hang))):
        yield " " * (by + (hang if n else 0)) + line


def counted(changes: Changes, told: Words) -> Iterator[str]:
    """Yield the conclusion, and how many clauses have each verdict where that changed."""
    what = told.arrow(changes.conclusion_before, changes.conclusion_after)
    yield told.say(CONCLUSION, what=what)
    for word, count in changes.counts_after.items():
        if changes.counts_before[word] != count:
            counts = f"{changes.counts_before[word]} → {count}"
            yield f"  {told.verdict(word)}{told.say(COLON)}{counts}"


def declared_lines(changes: Changes, told: Words) -> Iterator[str]:
    """Yield what was declared differently: basis, facts, documents, subjects."""
    for row in changes.basis:
        yield from indented(basis_line(row, told), 0, 2)
    yield from block(FACTS, [fact_lines(row, told) for row in changes.facts], told)
    yield from block(DOCUMENTS, [document_lines(row, told) for row in changes.documents], told)
    yield from block(SUBJECTS, [subject_lines(row, told) for row in changes.subjects], told)


def block(head: Text, rows: list[Iterator[str]], told: Words) -> Iterator[str]:
    """Yield a heading with the number of rows, then their lines; nothing without rows."""
    if rows:
        yield ""
        yield heading(told.say(head, count=len(rows)))
        for row in rows:
            yield from row


def basis_line(row: BasisChange, told: Words) -> str:
    """Return one difference of the basis."""
    return told.say(BASIS[row.what], before=row.before, after=row.after)


def fact_lines(row: FactChange, told: Words) -> Iterator[str]:
    """Yield a fact: its words, old and new value, by whom and why where a person decided it."""
    change = words.fact_change(told.catalogue, row.id, row.before, row.after)
    yield from indented(told.say(change), 2, 2)
    if row.judged_before and row.judged_before != row.judged_after:
        yield from indented(judged(JUDGED_BEFORE, row.judged_before, told), 4, 2)
    if row.judged_after:
        yield from indented(judged(JUDGED, row.judged_after, told), 4, 2)


def judged(template: Text, row: Judgement, told: Words) -> str:
    """Return who decided a fact, when and why."""
    return told.say(template, by=told.person(row.by), on=row.on, why=row.reason)


def mark(old: object, new: object, told: Words) -> str:
    """Return whether something was added, removed or changed."""
    return told.say(MARKS["added" if old is None else "gone" if new is None else "other"])


def document_lines(row: DocumentChange, told: Words) -> Iterator[str]:
    """Yield a document that was added, removed or changed, and in what."""
    name = words.document_name(told.catalogue, row.type, row.title, row.id)
    if row.before and row.after:
        name = words.moved(name, words.field_changes(row.before, row.after))
    elif state := row.after or row.before:
        name = Text(f"{name.zh}，{state.date}", f"{name.en}, {state.date}")
    yield from indented(f"{mark(row.before, row.after, told)}  {told.say(name)}", 2, 6)


def subject_lines(row: SubjectChange, told: Words) -> Iterator[str]:
    """Yield a subject that came, went or has another version."""
    kind = words.label(told.catalogue, "subject_kind", row.kind)
    name = Text(
        f"{kind.zh}“{row.name}”（{row.id}）", f"{kind.en} “{row.name_en or row.name}” ({row.id})"
    )
    if row.before and row.after:
        name = words.moved(name, words.field_changes(row.before, row.after))
    yield from indented(f"{mark(row.before, row.after, told)}  {told.say(name)}", 2, 6)


def obligation_lines(rows: tuple[ObligationChange, ...], told: Words) -> Iterator[str]:
    """Yield the obligations by instrument, each with what moved it."""
    from hegui.catalogue.citation import instrument_title

    if rows:
        yield ""
        yield heading(told.say(OBLIGATIONS, count=len(rows)))
    for name in dict.fromkeys(row.instrument for row in rows):
        group = [row for row in rows if row.instrument == name]
        held = [side.catalogue for side in told.sides if name in side.catalogue.instruments]
        title = told.say(instrument_title(held[-1], name)) if held else ""
        yield heading(f"{name}  {title}".rstrip(), 2)
        yield table(columns(told.lang), [obligation_cells(row, told) for row in group])


def columns(lang: Lang) -> list[Column]:
    """Return the columns of the obligations."""
    heads = HEADS[lang]
    return [
        Column(heads[0]),
        Column(heads[1], wrap=True, least=10, most=18),
        Column(heads[2], wrap=True, least=10, most=32),
        Column(heads[3], wrap=True, least=20),
        Column(heads[4], wrap=True, least=20, most=40),
    ]


def obligation_cells(row: ObligationChange, told: Words) -> tuple[str, ...]:
    """Return the cells of one obligation."""
    from hegui.catalogue.citation import provision

    held = [side.catalogue.obligations.get(row.id) for side in told.sides]
    found = held[1] or held[0]
    because = told.say(Text("；", "; ")).join(told.fact(name) for name in row.facts)
    return (
        row.id,
        told.say(provision(found)) if found else "",
        told.states(row.before, row.after),
        told.say(Text(found.zh, found.en)) if found else "",
        because or told.say(MOVED_BY[row.cause]),
    )


def clause_block(rows: tuple[ClauseChange, ...], told: Words) -> Iterator[str]:
    """Yield the clauses that changed, or that none did."""
    yield ""
    if not rows:
        yield told.say(SAME)
        return
    yield heading(told.say(CLAUSES, count=len(rows)))
    for row in rows:
        yield from clause_lines(row, told)


def clause_lines(change: ClauseChange, told: Words) -> Iterator[str]:
    """Yield the lines of one clause: verdicts, causes, conditions.

    Causes that decide are marked `*`; the others are told only where none decides by itself.
    """
    worse = told.say(WORSE) if change.worse else ""
    title = told.say(Text(change.title_zh, change.title_en))
    named = change.clause if title == change.clause else f"{change.clause} {title}"
    yield from indented(f"{named}  {told.arrow(change.before, change.after)}{worse}", 2, 2)
    decisive = [cause for cause in change.causes if cause.decisive]
    for cause in decisive or change.causes:
        sign = "*" if cause.decisive else "-"
        yield from indented(f"{sign} {told.say(Text(cause.zh, cause.en))}", 4, 2)
    for item in change.conditions:
        who = f" [{item.subject}]" if item.subject else ""
        name = told.say(Text(f"{item.zh}（{item.id}）", f"{item.en} ({item.id})"))
        states = told.states(item.before, item.after, NOT_JUDGED)
        reason = told.say(Text(item.reason_zh, item.reason_en))
        yield from indented(f"{name}{who}{told.say(COLON)}{states}  {reason}".rstrip(), 6, 2)
