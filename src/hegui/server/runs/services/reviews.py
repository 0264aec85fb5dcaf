"""Making a queue of answers for people, and writing down what a reviewer says."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from hegui.common.errors import HeguiError
from hegui.common.hashing import canonical_json, sha256_bytes
from hegui.engine.sampling import draw, key_for
from hegui.server.core.errors import ConflictError, InvalidError, NotFoundError
from hegui.server.core.models import User
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.rest.sealed import seal
from hegui.server.runs.models import Review, Reviewed
from hegui.server.runs.reviewing import FORMULA, PURPOSE, VERDICTS

CREATE, JUDGE = "runs.configure", "runs.start"
MOST_ANSWERS = 5_000
MOST_BYTES = 20_000_000


def review_create(
    *, acting_user: Viewer, title: str, scheme: str, data: bytes, second_percent: int = 10
) -> Review:
    """Take recorded answers (JSON lines with `id`, `question`, `answer`) in as a queue for people.

    Fields beside these are left out, a machine's verdict among them: reviewers judge unseen by it.
    """
    acting_user.require_everywhere(CREATE)
    if scheme not in VERDICTS:
        raise InvalidError(
            field="scheme", what_zh="没有这种判定。", what_en="there is no such kind."
        )
    rows = rows_of(data)
    text = canonical_json(rows)
    places = draw(map(str, range(len(rows))), -(-len(rows) * second_percent // 100), key())
    review = Review(
        organisation=acting_user.organisation,
        title=title.strip(),
        scheme=scheme,
        answers=seal(text.decode(), PURPOSE),
        answers_sha256=sha256_bytes(text),
        total=len(rows),
        second_percent=second_percent,
        second=sorted(map(int, places.ids)) if second_percent else [],
        created_by=acting_user.user,
    )
    with writing(acting_user) as write:
        return write.create(review, "runs.review.created")


def key() -> str:
    """Return a fresh key of a draw."""
    import secrets

    return key_for(secrets.token_hex(16), PURPOSE)


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Return the answers in a file; raise `InvalidError`, which names the line."""
    from hegui.checks.model.judges.answers import read_recorded

    if len(data) > MOST_BYTES:
        raise refused("文件超过 20 MB。", "it is larger than 20 MB.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.jsonl"
        path.write_bytes(data)
        try:
            found = read_recorded(path)
        except HeguiError as error:
            raise refused(error.message("zh"), error.message("en")) from error
    if not 0 < len(found) <= MOST_ANSWERS:
        raise refused(
            f"须有 1 到 {MOST_ANSWERS} 个回答。", f"it must hold 1 to {MOST_ANSWERS} answers."
        )
    if len({one.id for one in found}) < len(found):
        raise refused("编号有重复。", "an id comes twice.")
    if any(one.id.startswith(FORMULA) for one in found):
        raise refused(
            "编号不能以 = + - @ 开头：表格软件会把它当作公式。",
            "no id may begin with = + - @: spreadsheets take it for a formula.",
        )
    return [{"id": one.id, "question": one.question, "answer": one.answer} for one in found]


def refused(zh: str, en: str) -> InvalidError:
    """Return the error about the file."""
    return InvalidError(field="file", what_zh=zh, what_en=en)


def review_judge(
    *, acting_user: Viewer, review: Review, item: int, verdict: str, reason: str = ""
) -> Reviewed:
    """Write down what the acting person says of an answer; `review_correct` changes it.

    Refused is an answer that is not theirs to judge: said already, or by enough people.
    """
    user = reviewer_of(acting_user, review, verdict)
    made = Reviewed(
        organisation=acting_user.organisation,
        review=review,
        item=item,
        reviewer=user,
        verdict=verdict,
        reason=reason.strip(),
    )
    with transaction.atomic():
        Review.objects.select_for_update().get(pk=review.pk)
        check_free(review, item, user)
        return _written(acting_user, made)


def review_correct(
    *, acting_user: Viewer, review: Review, item: int, verdict: str, reason: str = ""
) -> Reviewed:
    """Change what the acting person said of an answer; the ledger keeps the verdict from before.

    Refused once another person judged the same answer: pages show what both said, and a verdict
    moved after that would tell of agreement that was not there.
    """
    user = reviewer_of(acting_user, review, verdict)
    with transaction.atomic():
        Review.objects.select_for_update().get(pk=review.pk)
        mine = Reviewed.objects.filter(review=review, item=item, reviewer=user).first()
        if mine is None:
            raise NotFoundError(what=str(item))
        if Reviewed.objects.filter(review=review, item=item).exclude(pk=mine.pk).exists():
            raise ConflictError(
                what_zh="另一个人已经判定了这个回答，你的结论不再能改。",
                what_en="another person judged this answer too; your verdict stays as it is.",
            )
        with writing(acting_user) as write:
            changes = {"verdict": verdict, "reason": reason.strip()}
            changed: Reviewed = write.change(mine, "runs.review.corrected", changes)
            return changed


def reviewer_of(viewer: Viewer, review: Review, verdict: str) -> User:
    """Return the person who judges; raise unless they may, and the verdict is one of the queue's."""
    viewer.require(JUDGE)
    if viewer.user is None or review.organisation_id != viewer.organisation.id:
        raise InvalidError(field="review", what_zh="须由人判定。", what_en="people judge here.")
    if verdict not in VERDICTS[review.scheme]:
        raise InvalidError(
            field="verdict", what_zh="请选择一个结论。", what_en="choose one of the verdicts."
        )
    return viewer.user


def _written(viewer: Viewer, made: Reviewed) -> Reviewed:
    try:
        with writing(viewer) as write:
            return write.create(made, "runs.review.judged")
    except IntegrityError as error:
        raise taken() from error


def check_free(review: Review, item: int, user: Any) -> None:
    """Raise unless a person may still judge an answer of a review."""
    if not 0 <= item < review.total:
        raise InvalidError(
            field="item", what_zh="没有这个回答。", what_en="there is no such answer."
        )
    said = list(
        Reviewed.objects.filter(review=review, item=item).values_list("reviewer_id", flat=True)
    )
    if user.pk in said or len(said) > (item in review.second):
        raise taken()


def taken() -> ConflictError:
    """Return the error about an answer that needs no further verdict."""
    return ConflictError(
        what_zh="这个回答已经判定过了，这次的结论没有再记；请判定下一个。",
        what_en="this answer has its verdicts already and this one was not kept; go on with the next.",
    )
