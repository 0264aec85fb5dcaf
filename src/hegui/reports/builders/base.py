"""What all builders share: language, words, anchors, numbering of evidence, look-ups."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from hegui.catalogue.model import Row
from hegui.common.text import Lang
from hegui.project.model import Organisation, Subject
from hegui.reports.context import Ref, Word
from hegui.reports.material import Material


def slug(prefix: str, name: str) -> str:
    """Return an anchor that is safe in a URL fragment and in an attribute."""
    return prefix + "".join(ch if ch.isalnum() and ch.isascii() else "-" for ch in name)


def side(text: str, lang: Lang) -> str:
    """Return one language of a note written as “中文 / English”; other text is left as it is."""
    zh, bar, en = text.partition(" / ")
    if not bar or not any("\u4e00" <= ch <= "\u9fff" for ch in zh):
        return text
    return zh if lang == "zh" else en


class Base:
    """One assessment in one language."""

    def __init__(self, material: Material, lang: Lang, w: dict[str, Any]) -> None:
        self.material = material
        self.lang = lang
        self.w = w

    def text(self, row: object, stem: str = "") -> str:
        """Return the field `<stem>_zh`/`<stem>_en` (or `zh`/`en`) of a row in this language."""
        name = f"{stem}_{self.lang}" if stem else self.lang
        return str(getattr(row, name, "") or getattr(row, f"{stem}_zh" if stem else "zh", ""))

    def texts(self, row: object, stem: str) -> tuple[str, ...]:
        """Return a list field in this language."""
        return tuple(getattr(row, f"{stem}_{self.lang}") or getattr(row, f"{stem}_zh"))

    def named(self, thing: Organisation | Subject) -> str:
        """Return the name of the organisation or a subject in this language, where it has one."""
        return thing.name_en if self.lang == "en" and thing.name_en else thing.name

    def word(self, group: str, code: str) -> Word:
        """Return a coded word of `words.yaml` with its label."""
        return Word(code, self.w[group][code])

    def label(self, kind: str, code: str) -> str:
        """Return the catalogue's label of a code (layer, trigger, role …), else the code."""
        found = self.material.catalogue.labels.get(kind, {}).get(code)
        return self.text(found) if found else code

    def measure(self, name: str) -> str:
        """Return a measure in words with its name, as rules use it."""
        words = self.label("measure", name)
        return name if words == name else f"{words} {name}"

    def grade(self, row: Row) -> str:
        """Return the label of a row's verification grade."""
        found = self.material.catalogue.grades.get(row.grade)
        return self.text(found) if found else row.grade

    def clause_ref(self, clause_id: str) -> Ref:
        """Return the link to a clause page."""
        return Ref(clause_id, slug("c-", clause_id))

    def obligation_ref(self, obligation_id: str) -> Ref:
        """Return the link to a row of the obligations register."""
        return Ref(obligation_id, slug("o-", obligation_id))

    @cached_property
    def evidence_numbers(self) -> dict[str, int]:
        """Return the number n of each evidence item, cited as [En]."""
        return {item.id: n for n, item in enumerate(self.material.inputs.evidence, 1)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Return the titles of the checks that ran, by id."""
        return {
            result.check: self.text(result, "title") or result.check
            for result in self.material.inputs.results
        }

    @cached_property
    def holders(self) -> dict[str, list[str]]:
        """Return the names of the people who hold each role."""
        held: dict[str, list[str]] = {}
        for person in self.material.inputs.people:
            for role in person.roles:
                held.setdefault(role, []).append(person.name)
        return held

    def owner(self, roles: Iterable[str]) -> str:
        """Return the roles with the people who hold them, such as “数据负责人 李明”."""
        names = [
            " ".join([self.label("role", role), *self.holders.get(role, [])])
            for role in dict.fromkeys(roles)
            if role
        ]
        return ("、" if self.lang == "zh" else ", ").join(names) or str(self.w["no_owner"])

    @cached_property
    def people(self) -> dict[str, str]:
        """Return the names of the declared people by id."""
        return {person.id: person.name for person in self.material.inputs.people}

    def source_ref(self, source: str) -> Ref:
        """Return the link to a source of a trace: `evidence:<id>` or `result:<key>`."""
        kind, _, name = source.partition(":")
        if kind == "evidence" and name in self.evidence_numbers:
            number = self.evidence_numbers[name]
            return Ref(f"E{number}", f"e-{number}")
        if kind == "result":
            check = next((part for part in name.split("|") if part in self.titles), "")
            return Ref(self.titles.get(check, name), slug("r-", name))
        return Ref(source)
