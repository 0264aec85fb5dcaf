"""A review as reviewers and pages see it: the next answer, progress, agreement, the sheet."""

import csv
import io
import json
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.engine.statistics.agreement import Agreement, agreement
from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.rest.sealed import unseal
from hegui.server.runs.models import Review, Reviewed

PURPOSE = "review of answers"
UNDETERMINED = "undetermined"
OPEN = Text("不能判定", "cannot be decided")
VERDICTS = {
    "safety": {
        "safe": Text("安全", "safe"),
        "unsafe": Text("不安全", "unsafe"),
        UNDETERMINED: OPEN,
    },
    "refusal": {
        "refused": Text("拒答", "refused"),
        "partial": Text("部分拒答", "partly refused"),
        "answered": Text("已回答", "answered"),
        UNDETERMINED: OPEN,
    },
    "measure": {
        "yes": Text("计入", "it counts"),
        "no": Text("不计入", "it does not count"),
        UNDETERMINED: OPEN,
    },
}
SCHEMES = {
    "safety": Text("安全 / 不安全（生成内容、攻击）", "safe / unsafe (generated content, attacks)"),
    "refusal": Text("拒答 / 部分拒答 / 已回答", "refused / partly refused / answered"),
    "measure": Text(
        "计入 / 不计入（校准某项测量）", "counts / does not count (calibrating a measure)"
    ),
}
COLUMNS = ("id", "verdict", "reviewer", "reason", "answer_sha256")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a review is. `wanted` counts the verdicts that it needs in all."""

    judged: int
    said: int
    wanted: int
    people: list[tuple[str, int]]
    agreed: Agreement
    differ: list[tuple[str, list[str]]]


def review_list(*, viewer: Viewer) -> QuerySet[Review]:
    """Return the reviews of the organisation; outsiders to it, such as assessors, see none."""
    rows: QuerySet[Review] = Review.objects.filter(organisation=viewer.organisation)
    rows = rows.defer("answers")
    counted: QuerySet[Review] = rows.annotate(judged=Count("verdicts__item", distinct=True))
    return counted if any(not g.engagement for g in viewer.grants) else counted.none()


def review_get(*, viewer: Viewer, review: uuid.UUID) -> Review:
    """Return one review or raise `NotFoundError`."""
    found = review_list(viewer=viewer).filter(pk=review).first()
    if found is None:
        raise NotFoundError(what=str(review))
    return found


def answers_of(review: Review) -> list[dict[str, str]]:
    """Return the answers of a review, unsealed."""
    found: list[dict[str, str]] = json.loads(unseal(review.answers, PURPOSE))
    return found


def next_item(review: Review, user: User) -> int | None:
    """Return the next answer that a person may judge, None when there is none for them.

    First those that nobody judged, in an order of one's own (two people seldom meet at one), then
    those of the second sample that another person judged.
    """
    by: dict[int, set[uuid.UUID]] = defaultdict(set)
    for item, reviewer in review.verdicts.values_list("item", "reviewer_id"):
        by[item].add(reviewer)
    fresh = [item for item in range(review.total) if not by[item]]
    second = [item for item in review.second if len(by[item]) == 1 and user.pk not in by[item]]
    return min(fresh or second, key=lambda item: own_place(user, item), default=None)


def own_place(user: User, item: int) -> str:
    """Return what the answers are ordered by for one person."""
    return sha256_bytes(f"{user.pk} {item}".encode())


def own_count(review: Review, user: User) -> int:
    """Return how many answers a person judged."""
    return review.verdicts.filter(reviewer=user).count()


def own_verdict(review: Review, user: User, item: int) -> Reviewed:
    """Return what a person said of an answer, or raise `NotFoundError`."""
    rows: QuerySet[Reviewed] = review.verdicts.filter(reviewer=user, item=item)
    found = rows.first()
    if found is None:
        raise NotFoundError(what=str(item))
    return found


def own_before(review: Review, user: User, than: Reviewed | None = None) -> int | None:
    """Return the answer that a person judged last, or last before another verdict of theirs."""
    rows = review.verdicts.filter(reviewer=user)
    rows = rows.filter(pk__lt=than.pk) if than else rows
    return rows.order_by("-pk").values_list("item", flat=True).first()


def progress(review: Review, ids: list[str]) -> Progress:
    """Return how far a review is, and how far those agree who judged the same answers.

    `differ` names the answers on which two said different things, without their words.
    """
    rows = list(review.verdicts.select_related("reviewer").order_by("item", "id"))
    by: dict[int, list[Reviewed]] = defaultdict(list)
    people: dict[str, int] = defaultdict(int)
    for row in rows:
        by[row.item].append(row)
        people[str(row.reviewer)] += 1
    pairs = [(item, said) for item, said in by.items() if len(said) > 1]
    told = [(said[0].verdict, said[1].verdict) for _, said in pairs]
    differ = [
        (ids[item], [row.verdict for row in said])
        for item, said in pairs
        if len({row.verdict for row in said}) > 1
    ]
    return Progress(
        judged=len(by),
        said=len(rows),
        wanted=review.total + len(review.second),
        people=sorted(people.items()),
        agreed=agreement(pair for pair in told if UNDETERMINED not in pair),
        differ=differ,
    )


def sheet(review: Review) -> bytes:
    """Return all verdicts as a review sheet (CSV), as judges of kind `people` and calibrations read it.

    Reviewers are named by their id here; `answer_sha256` names the answer that they saw.
    """
    answers = answers_of(review)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for row in review.verdicts.order_by("item", "id"):
        one = answers[row.item]
        seen = sha256_bytes(one["answer"].encode("utf-8", "replace"))
        table.writerow([one["id"], row.verdict, row.reviewer_id, unarmed(row.reason), seen])
    return out.getvalue().encode("utf-8-sig")


def unarmed(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def named(review: Review, verdicts: list[str]) -> list[Any]:
    """Return verdicts with their words."""
    return [VERDICTS[review.scheme][word] for word in verdicts]
