"""The questions of `hegui init`: always the fact on which most still hinges, until all is decided."""

import re
from collections import Counter
from typing import Any

import click

from hegui.catalogue.model import Catalogue, Fact, FactValue
from hegui.common.dates import today
from hegui.common.text import Lang, Text
from hegui.project.model import ID_PATTERN, Judgement, Organisation, Person
from hegui.project.shape import did_you_mean
from hegui.project.template import Answers

STOP, SKIP = ("q", "quit", "结束"), ""
YES = ("y", "yes", "true", "是", "对", "有")
NO = ("n", "no", "false", "否", "不", "没有")
INTRO = Text(
    "每次先问最能定下义务的事实。回车跳过（留作未知），q 结束提问。",
    "Each time the fact that decides most is asked. Enter skips (stays unknown), q ends the questions.",
)
WHY = Text(
    "  {obligations} 条义务、{clauses} 个条款取决于它。",
    "  {obligations} obligations and {clauses} clauses hinge on it.",
)
STATE = Text(
    "  现在：适用 {applies}，不适用 {does_not_apply}，未定 {undetermined}。",
    "  Now: {applies} apply, {does_not_apply} do not, {undetermined} are undetermined.",
)
HINTS = {
    "bool": Text("是 y / 否 n", "yes y / no n"),
    "int": Text("整数", "a whole number"),
    "set": Text("逗号分隔，无则填 -：{values}", "separate by commas, - for none: {values}"),
}
NOT_UNDERSTOOD = Text("  没有看懂“{given}”；{hint}。", "  “{given}” was not understood; {hint}.")
ORGANISATION = Text("组织的全称", "Full name of the organisation")
ORGANISATION_ID = Text(
    "组织的编号（字母、数字、连字符）", "Id of the organisation (letters, digits, -)"
)
JUDGE = Text("  由人判断：判断人的姓名", "  For a person to judge: name of the person")
REASON = Text("  判断的理由", "  The reason")


class Interview:
    """Asks questions on the terminal and keeps the answers."""

    def __init__(self, catalogue: Catalogue, lang: Lang) -> None:
        self.catalogue = catalogue
        self.lang = lang
        self.facts: dict[str, bool | int | tuple[str, ...] | Judgement] = {}
        self.people: list[Person] = []
        self.skipped: set[str] = set()

    def values(self) -> dict[str, FactValue]:
        """Return the plain values of the facts answered so far."""
        return {
            name: value.value if isinstance(value, Judgement) else value
            for name, value in self.facts.items()
        }

    def run(self) -> Answers:
        """Ask for the organisation, then fact after fact, and return the answers."""
        name = click.prompt(ORGANISATION.in_(self.lang), err=True)
        asked = ORGANISATION_ID.in_(self.lang)
        own_id = click.prompt(asked, default="organisation", value_proc=self.own_id, err=True)
        click.echo(INTRO.in_(self.lang), err=True)
        while self.ask_next():
            counts = count_states(self.catalogue, self.values())
            click.echo(STATE.in_(self.lang, **counts), err=True)
        organisation = Organisation(id=own_id, name=name)
        return Answers(organisation=organisation, facts=self.facts, people=tuple(self.people))

    def own_id(self, given: str) -> str:
        """Return an id that may be used, or tell click to ask again."""
        if not re.match(ID_PATTERN, given.strip()):
            hint = ORGANISATION_ID.in_(self.lang)
            raise click.UsageError(NOT_UNDERSTOOD.in_(self.lang, given=given, hint=hint).strip())
        return given.strip()

    def ask_next(self) -> bool:
        """Ask the most decisive question that is left; return False when the user is done."""
        from hegui.catalogue.decisive import decisive_facts

        ranked = decisive_facts(self.catalogue, self.values())
        left = [found for found in ranked if found.fact.id not in self.skipped]
        if not left:
            return False
        fact = left[0].fact
        question = fact.ask_zh or fact.zh if self.lang == "zh" else fact.ask_en or fact.en
        click.echo(f"\n{question}", err=True)
        counts = {"obligations": len(left[0].obligations), "clauses": len(left[0].clauses)}
        click.echo(WHY.in_(self.lang, **counts), err=True)
        answer = self.ask(fact)
        if answer is None:
            return False
        if answer == SKIP:
            self.skipped.add(fact.id)
        else:
            self.facts[fact.id] = self.judged(answer) if fact.judgement else answer
        return True

    def ask(self, fact: Fact) -> Any:
        """Return the value, an empty text when skipped, None when the user is done."""
        hint = HINTS[fact.type].in_(self.lang, values=", ".join(fact.values))
        while True:
            given = click.prompt(f"  ({hint})", default="", show_default=False, err=True).strip()
            if given.lower() in STOP:
                return None
            if given == SKIP:
                return SKIP
            value, more = parse(fact, given)
            if value is not None:
                return value
            known = more.in_(self.lang) if more else ""
            text = NOT_UNDERSTOOD.in_(self.lang, given=given, hint=hint)
            click.echo(text + known, err=True)

    def judged(self, value: FactValue) -> Judgement:
        """Ask who judged and why."""
        name = click.prompt(JUDGE.in_(self.lang), err=True).strip()
        reason = click.prompt(REASON.in_(self.lang), err=True).strip()
        return Judgement(value=value, by=self.person(name), on=today(), reason=reason)

    def person(self, name: str) -> str:
        """Return the id of a person, adding the person when the name is new."""
        for person in self.people:
            if person.name == name:
                return person.id
        self.people.append(Person(id=f"person-{len(self.people) + 1}", name=name))
        return self.people[-1].id


def parse(fact: Fact, given: str) -> tuple[FactValue | None, Text | None]:
    """Return the value that an answer means, or None with what may have been meant."""
    word = given.lower()
    if fact.type == "bool":
        return (True if word in YES else False if word in NO else None), None
    if fact.type == "int":
        return (int(word) if word.isdecimal() and len(word) < 16 else None), None
    if given == "-":
        return (), None
    items = [item.strip() for item in word.replace("，", ",").replace("、", ",").split(",")]
    unknown = [item for item in items if item not in fact.values]
    if unknown:
        return None, did_you_mean(unknown[0], fact.values)
    return tuple(sorted(set(items))), None


def count_states(catalogue: Catalogue, facts: dict[str, FactValue]) -> dict[str, int]:
    """Return how many obligations apply, do not apply, and are undetermined."""
    from hegui.catalogue.applicability import obligations_apply

    found = Counter(one.state for one in obligations_apply(catalogue, facts).values())
    return {name: found[name] for name in ("applies", "does_not_apply", "undetermined")}


def interview(catalogue: Catalogue, lang: Lang) -> Answers:
    """Ask the questions on the terminal (prompts go to standard error) and return the answers."""
    return Interview(catalogue, lang).run()
