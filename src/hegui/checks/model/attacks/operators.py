"""The operators of `operators.yaml`, alone and one after the other (`homophones+role_play`)."""

import hashlib
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

import msgspec

from hegui.checks.model.attacks.spelling import ENCODED, SPELLED
from hegui.common.errors import WrongUseError
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.banks import Message

MARK = "{q}"
JOIN = "+"


class UnknownAttackError(WrongUseError):
    """An attack was named that there is not, or that cannot stand where it stands."""

    code = "attack_unknown"
    text = Text(
        "没有可用的攻击“{name}”；可用：{known}，可以用 + 依次组合，多轮的放在最后。",
        "There is no attack “{name}” to use; there are {known}, joined by + one after the other, "
        "those of several turns at the end.",
    )


class Operator(Record, frozen=True, kw_only=True):
    """One way to put a question. `share` is the part of the characters that is changed."""

    kind: Literal["template", "encode", "spell", "shots", "turns"]
    zh: str
    en: str
    rule: str = ""
    share: float = 1.0
    texts: tuple[str | tuple[str, ...], ...] = ()
    shots: tuple[tuple[str, str], ...] = ()
    count: int = 0
    signs: tuple[str, ...] = ()

    @property
    def ends(self) -> bool:
        """Tell whether nothing can follow it: it makes a dialogue."""
        return self.kind in ("shots", "turns")

    def turns(self, asked: Message, chance: Random) -> tuple[Message, ...]:
        """Return the turns that put a question this way; its media stay with its words."""
        text = asked.content
        if self.kind == "spell":
            return with_media(said(SPELLED[self.rule](text, self.share, self.signs, chance)), asked)
        if self.kind == "encode":
            text = ENCODED[self.rule](text)
        chosen = chance.choice(self.texts)
        lines = (chosen,) if isinstance(chosen, str) else chosen
        own = said(*(line.replace(MARK, text) for line in lines))
        first = next((at for at, line in enumerate(lines) if MARK in line), 0)
        return (*self._shown(chance), *with_media(own, asked, first))

    def _shown(self, chance: Random) -> tuple[Message, ...]:
        shots = chance.sample(self.shots, min(self.count, len(self.shots)))
        pairs = ((*said(asked), Message(role="assistant", content=told)) for asked, told in shots)
        return tuple(turn for pair in pairs for turn in pair)


def said(*lines: str) -> tuple[Message, ...]:
    """Return lines as turns of the user."""
    return tuple(Message(role="user", content=line) for line in lines)


def with_media(turns: tuple[Message, ...], asked: Message, at: int = 0) -> tuple[Message, ...]:
    """Return turns, the one at a place with the media of a question, behind its text."""
    if not asked.media:
        return turns
    if len(turns) == 1 and turns[0].content == asked.content:
        return (asked,)
    media = tuple(msgspec.structs.replace(one, at=-1) for one in asked.media)
    return (*turns[:at], msgspec.structs.replace(turns[at], media=media), *turns[at + 1 :])


class Attacks(Record, frozen=True, kw_only=True):
    """All of `operators.yaml`."""

    schema: str
    source: str
    grade: str
    operators: dict[str, Operator]


@cache
def attacks() -> Attacks:
    """Return the operators and where they come from."""
    data = Path(__file__).with_name("operators.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=Attacks)


def chain(name: str) -> tuple[Operator, ...]:
    """Return the operators of a name; raise `UnknownAttackError`."""
    known = attacks().operators
    parts = name.split(JOIN)
    found = [known[part] for part in parts if part in known]
    if len(found) < len(parts) or any(one.ends for one in found[:-1]):
        raise UnknownAttackError(name=name, known=", ".join(known))
    return tuple(found)


def attacked(name: str, item: str, turns: tuple[Message, ...], seed: str) -> tuple[Message, ...]:
    """Return a question put by an attack: its last turn is changed, those before stay.

    The same seed, name and id give the same. Raises `UnknownAttackError`.
    """
    digest = hashlib.sha256(f"{seed}\n{name}\n{item}".encode()).digest()
    chance = Random(digest)  # noqa: S311 - a choice that must be repeatable, no secret
    made = turns
    for operator in chain(name):
        made = (*made[:-1], *operator.turns(made[-1], chance))
    return made
