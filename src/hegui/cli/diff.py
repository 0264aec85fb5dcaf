"""`hegui diff`: what changed between two bundles, clause by clause, and why."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from hegui.cli.options import json_option, lang_option
from hegui.common.errors import DONE, DONE_WITH_FINDINGS
from hegui.common.text import Lang, Text
from hegui.conformity.changes import Changes, ClauseChange, Side

CONCLUSION = Text("总体结论", "Conclusion")
SAME = Text(
    "两次评估的条款结论与条件都相同。", "Both assessments agree on every clause and condition."
)
CLAUSES = Text("有变化的条款：{count} 条", "Clauses that changed: {count}")
OBLIGATIONS = Text(
    "适用性有变化的义务：{count} 条", "Obligations whose applicability changed: {count}"
)
WORSE = Text("（变差）", " (worse)")
NONE = Text("无", "none")
BUNDLE = click.Path(path_type=Path)


@click.command(
    "diff",
    help="比较两次评估：哪些条款变了、为什么 Show what changed between two bundles and why.",
    epilog="退出码：0 没有变差；1 有结论变差。 Exit code: 0 nothing got worse; 1 something did.",
)
@click.argument("before", type=BUNDLE)
@click.argument("after", type=BUNDLE)
@json_option
@lang_option
def command(before: Path, after: Path, as_json: bool, lang: Lang) -> int:
    """Compare two bundles; exit 1 when a verdict or the conclusion got worse."""
    from hegui.bundle import open_bundle
    from hegui.conformity import compare

    old, new = open_bundle(before), open_bundle(after)
    changes = compare(old, new)
    if as_json:
        click.echo(json.dumps(as_object(changes), ensure_ascii=False))
    else:
        for line in lines(changes, new, lang):
            click.echo(line)
    return DONE_WITH_FINDINGS if changes.worse else DONE


def as_object(changes: Changes) -> dict[str, object]:
    """Return the changes as one JSON object, every key present."""
    import msgspec

    conclusion = {"before": changes.conclusion_before, "after": changes.conclusion_after}
    return {
        "conclusion": conclusion,
        "counts": {"before": changes.counts_before, "after": changes.counts_after},
        "worse": changes.worse,
        "clauses": msgspec.to_builtins(changes.clauses),
        "obligations": msgspec.to_builtins(changes.obligations),
    }


def lines(changes: Changes, side: Side, lang: Lang) -> Iterator[str]:
    """Yield the lines of the answer in plain words."""
    told = Words(side, lang)
    yield f"{CONCLUSION.in_(lang)}: {told.arrow(changes.conclusion_before, changes.conclusion_after)}"
    for word, count in changes.counts_after.items():
        yield f"  {told.verdict(word)}: {changes.counts_before[word]} → {count}"
    if not changes.clauses:
        yield SAME.in_(lang)
    else:
        yield CLAUSES.in_(lang, count=len(changes.clauses))
    for change in changes.clauses:
        yield from clause_lines(change, told, lang)
    if changes.obligations:
        yield OBLIGATIONS.in_(lang, count=len(changes.obligations))
    for row in changes.obligations:
        yield f"  {row.id}: {told.word(row.before)} → {told.word(row.after)}"


def clause_lines(change: ClauseChange, told: "Words", lang: Lang) -> Iterator[str]:
    """Yield the lines of one clause: verdicts, causes, conditions."""
    worse = WORSE.in_(lang) if change.worse else ""
    yield f"  {change.clause}  {told.arrow(change.before, change.after)}{worse}"
    for cause in change.causes:
        mark = "*" if cause.decisive else "-"
        yield f"    {mark} {cause.zh if lang == 'zh' else cause.en}"
    for item in change.conditions:
        who = f" [{item.subject}]" if item.subject else ""
        states = f"{told.word(item.before)} → {told.word(item.after)}"
        reason = item.reason_zh if lang == "zh" else item.reason_en
        yield f"      {item.id}{who}: {states}  {reason}".rstrip()


STATES = {
    "holds": Text("成立", "holds"),
    "fails": Text("不成立", "fails"),
    "unknown": Text("未知", "unknown"),
    "left_out": Text("不计入", "left out"),
    "applies": Text("适用", "applies"),
    "does_not_apply": Text("不适用", "does not apply"),
    "undetermined": Text("未定", "undetermined"),
}


class Words:
    """The words of one side's catalogue in one language."""

    def __init__(self, side: Side, lang: Lang) -> None:
        self._labels = side.catalogue.labels.get("verdict", {})
        self._lang = lang

    def verdict(self, word: str | None) -> str:
        """Return a verdict word."""
        label = self._labels.get(word or "")
        if label is None:
            return word or NONE.in_(self._lang)
        return label.zh if self._lang == "zh" else label.en

    def arrow(self, before: str | None, after: str | None) -> str:
        """Return both verdict words, or the one that stayed."""
        old, new = self.verdict(before), self.verdict(after)
        return new if old == new else f"{old} → {new}"

    def word(self, code: str | None) -> str:
        """Return the word for a state of a condition or of an obligation."""
        return STATES[code].in_(self._lang) if code else NONE.in_(self._lang)
