"""Answering facts: each answer is a new row with the day from which it holds."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.errors import StaleVersionError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.obligations.models import FactAnswer
from hegui.server.obligations.selectors.facts import fact_get
from hegui.server.obligations.services.problems import YEARS, conflict, invalid
from hegui.server.obligations.services.rights import require_whole
from hegui.server.obligations.services.values import known_value

EARLIEST = dt.date(1990, 1, 1)
LATEST = dt.date(2199, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer to one fact. None as value says "not known".

    `person` is who judged, and with `judged_on` and `reason` needed for facts that the law leaves
    to judgement. `corrects` is the number of an earlier answer that was wrong and is replaced.
    `expected` is the number of the newest answer that was seen, 0 for none.
    """

    fact: str
    value: Any
    effective_on: dt.date | None = None
    person: User | None = None
    judged_on: dt.date | None = None
    reason: str = ""
    corrects: int | None = None
    expected: int | None = None


def fact_answer(*, acting_user: Viewer, answer: Answer) -> FactAnswer:
    """Answer one fact. Saying again what holds already from the same day writes nothing."""
    return facts_answer(acting_user=acting_user, answers=[answer])[0]


def facts_answer(*, acting_user: Viewer, answers: Sequence[Answer]) -> list[FactAnswer]:
    """Answer several facts at once: all of them or, when one is not right, none."""
    require_whole(acting_user)
    twice = {a.fact for a in answers if sum(b.fact == a.fact for b in answers) > 1}
    if twice:
        raise invalid(min(twice), Text("同一事实只能答一次。", "a fact may be answered once only."))
    try:
        with transaction.atomic(), writing(acting_user) as write:
            return [_answer(write, acting_user, answer) for answer in answers]
    except IntegrityError as error:
        raise StaleVersionError(expected=0, found=1) from error


def _answer(write: Writing, viewer: Viewer, answer: Answer) -> FactAnswer:
    row = _row(viewer, answer)
    earlier = _rows(viewer, answer.fact)
    _expect(answer.expected, earlier)
    row.number = len(earlier) + 1
    row.replaces = _replaced(row, earlier, answer.corrects)
    same = row.replaces
    if same and (same.value, same.reason, same.person_id, same.judged_on, same.effective_on) == (
        row.value,
        row.reason,
        row.person_id,
        row.judged_on,
        row.effective_on,
    ):
        return same
    action = "obligations.fact.corrected" if row.replaces else "obligations.fact.answered"
    return write.create(row, action, reason=answer.reason)


def _row(viewer: Viewer, answer: Answer) -> FactAnswer:
    """Return the row of an answer that is right in itself."""
    fact = fact_get(answer.fact)
    value = known_value(fact, answer.value)
    person, judged = answer.person or viewer.user, None
    if fact.judgement and value is not None:
        judged = answer.judged_on or today()
        if person is None or not answer.reason.strip():
            raise invalid(
                "reason",
                Text(
                    "这一事实由人判断，请写明判断人和理由。",
                    "this fact is for a person to judge: name the person and give a reason.",
                ),
            )
        if judged > today():
            raise invalid(
                "judged_on",
                Text("判断日期不能晚于今天。", "the date of the judgement cannot be after today."),
            )
    return FactAnswer(
        organisation=viewer.organisation,
        fact=fact.id,
        value=value,
        person=person,
        effective_on=_day(answer.effective_on),
        judged_on=judged,
        reason=answer.reason.strip(),
    )


def _day(day: dt.date | None) -> dt.date:
    day = day or today()
    if not EARLIEST <= day <= LATEST:
        raise invalid("effective_on", YEARS)
    return day


def _rows(viewer: Viewer, fact: str) -> list[FactAnswer]:
    rows = FactAnswer.objects.filter(organisation=viewer.organisation, fact=fact)
    return list(rows.order_by("number"))


def _expect(expected: int | None, rows: Sequence[FactAnswer]) -> None:
    if expected is not None and expected != len(rows):
        raise StaleVersionError(expected=expected, found=len(rows))


def _live(rows: Sequence[FactAnswer]) -> list[FactAnswer]:
    """Return the rows that count: neither replaced nor a withdrawal."""
    gone = {row.replaces_id for row in rows}
    return [row for row in rows if row.pk not in gone and not row.withdrawal]


def _replaced(
    row: FactAnswer, earlier: Sequence[FactAnswer], corrects: int | None
) -> FactAnswer | None:
    """Return the row that a new one replaces: the corrected one, or the one of the same day."""
    live = _live(earlier)
    same = next((old for old in live if old.effective_on == row.effective_on), None)
    if corrects is None:
        return same
    found = next((old for old in live if old.number == corrects), None)
    if found is None:
        raise invalid(
            "corrects",
            Text(
                f"没有第 {corrects} 次回答，或它已被更正。",
                f"there is no answer {corrects}, or it has been corrected already.",
            ),
        )
    if same is not None and same != found:
        raise invalid(
            "effective_on",
            Text(
                "这一天已有另一条回答，请更正那一条。",
                "another answer begins on that day: correct that one.",
            ),
        )
    return found


def fact_undo(
    *, acting_user: Viewer, fact: str, expected: int | None = None, reason: str = ""
) -> FactAnswer:
    """Undo the newest answer to a fact by a new row that restores what held before.

    Undone once more, the undoing is undone.
    """
    require_whole(acting_user)
    fact_get(fact)
    rows = _rows(acting_user, fact)
    _expect(expected, rows)
    if not rows:
        raise conflict(Text("还没有可以撤销的回答。", "there is no answer to undo yet."))
    row = _restored(acting_user, rows)
    told = reason.strip()
    row.reason = row.reason or told
    try:
        with transaction.atomic(), writing(acting_user) as write:
            return write.create(row, "obligations.fact.undone", reason=told)
    except IntegrityError as error:
        raise StaleVersionError(expected=len(rows), found=len(rows) + 1) from error


def _restored(viewer: Viewer, rows: Sequence[FactAnswer]) -> FactAnswer:
    """Return the row that undoes the last one: with what that one replaced, else a withdrawal."""
    last = rows[-1]
    before = next((row for row in rows if row.pk == last.replaces_id), None)
    kept = before if before and not before.withdrawal else None
    return FactAnswer(
        organisation=viewer.organisation,
        fact=last.fact,
        number=len(rows) + 1,
        value=kept.value if kept else None,
        person_id=kept.person_id if kept else (viewer.user.pk if viewer.user else None),
        effective_on=kept.effective_on if kept else last.effective_on,
        judged_on=kept.judged_on if kept else None,
        reason=kept.reason if kept and kept.judged_on else "",
        replaces=last,
        withdrawal=kept is None,
    )
