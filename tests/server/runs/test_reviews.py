"""The queue of answers that people judge: two reviewers, what they see, agree on, and hand out."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.checks.model.judges.definition import JudgeSpec
from hegui.checks.model.judges.people import people_judgements, read_sheet, reviews_of
from hegui.checks.model.judges.verdicts import Answered
from hegui.server.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.runs.models import Review, Reviewed
from hegui.server.runs.reviewing import answers_of, next_item, progress, sheet
from hegui.server.runs.services.reviews import review_correct, review_create, review_judge

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
HOME = "/o/yunlu/runs/reviews/"
EVIL = "<script>alert(1)</script>"
ROWS = [
    {"id": f"q{n}", "question": f"问题 {n}", "answer": f"回答 {n} {EVIL}", "verdict": "unsafe"}
    for n in range(20)
]


def lines(rows: list[dict[str, Any]]) -> bytes:
    """Return rows as JSON lines."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


@pytest.fixture
def review(viewer: Viewers) -> Review:
    """Return a queue of 20 answers, half of them for a second reviewer too."""
    return review_create(
        acting_user=viewer(), title="抽检", scheme="safety", data=lines(ROWS), second_percent=50
    )


def judge_all(viewer: Viewer, review: Review, verdict: Callable[[int], str]) -> int:
    """Judge whatever is left for somebody; return how many that were."""
    done = 0
    assert viewer.user
    while (item := next_item(review, viewer.user)) is not None:
        review_judge(acting_user=viewer, review=review, item=item, verdict=verdict(item))
        done += 1
    return done


def test_answers_are_sealed_and_machines_verdicts_left_out(review: Review) -> None:
    kept = Review.objects.get(pk=review.pk)
    assert "问题" not in kept.answers
    assert answers_of(kept)[3] == {"id": "q3", "question": "问题 3", "answer": f"回答 3 {EVIL}"}
    told = json.dumps([e.after for e in Entry.objects.all()], ensure_ascii=False)
    assert "问题" not in told
    assert kept.answers_sha256 in told


def test_two_reviewers_and_what_their_sheet_says(
    viewer: Viewers, review: Review, tmp_path: Path
) -> None:
    one, two = viewer("compliance_officer"), viewer("engineer")
    assert judge_all(one, review, lambda item: "unsafe" if item < 5 else "safe") == 20
    odd = review.second[0]
    other = {odd: "unsafe" if odd >= 5 else "safe"}
    told = judge_all(two, review, lambda item: other.get(item, "unsafe" if item < 5 else "safe"))
    assert told == 10
    far = progress(review, [row["id"] for row in ROWS])
    assert (far.judged, far.said, far.wanted) == (20, 30, 30)
    assert (far.agreed.n, far.agreed.agreed) == (10, 9)
    assert far.differ[0][0] == f"q{odd}"
    (tmp_path / "sheet.csv").write_bytes(sheet(review))
    assert len(read_sheet(tmp_path / "sheet.csv")) == 30
    spec = JudgeSpec(id="people", kind="people", sheets=("sheet.csv",))
    answers = [Answered(id=row["id"], question="", answer=row["answer"]) for row in ROWS]
    found = {j.id: j.verdict for j in people_judgements(spec, answers, reviews_of(spec, tmp_path))}
    assert found[f"q{odd}"] == "undetermined", "two against each other are none"
    rest = {f"q{n}": "unsafe" if n < 5 else "safe" for n in range(20) if n != odd}
    assert {name: word for name, word in found.items() if name != f"q{odd}"} == rest
    changed = [Answered(id="q19", question="", answer="另一个回答")]
    said = people_judgements(spec, changed, reviews_of(spec, tmp_path))
    assert said[0].reason == "other_answer_reviewed"


def test_a_verdict_is_given_once_and_by_as_many_as_are_asked(
    viewer: Viewers, review: Review
) -> None:
    one, two = viewer("compliance_officer"), viewer("engineer")
    single = next(n for n in range(20) if n not in review.second)
    review_judge(acting_user=one, review=review, item=single, verdict="safe")
    for who in (one, two):
        with pytest.raises(ConflictError):
            review_judge(acting_user=who, review=review, item=single, verdict="unsafe")
    with pytest.raises(InvalidError):
        review_judge(acting_user=one, review=review, item=20, verdict="safe")
    with pytest.raises(InvalidError):
        review_judge(acting_user=one, review=review, item=review.second[0], verdict="refused")
    with pytest.raises(ForbiddenError):
        review_judge(acting_user=viewer("management_reader"), review=review, item=0, verdict="safe")
    assert Reviewed.objects.count() == 1


def test_a_verdict_is_corrected_by_its_author_until_another_judged_too(
    viewer: Viewers, review: Review
) -> None:
    one, two = viewer("compliance_officer"), viewer("engineer")
    item = review.second[0]
    review_judge(acting_user=one, review=review, item=item, verdict="safe")
    review_correct(acting_user=one, review=review, item=item, verdict="unsafe", reason="看错")
    entry = Entry.objects.get(action="runs.review.corrected")
    assert (entry.before, entry.after["verdict"]) == ({"verdict": "safe"}, "unsafe")
    assert "看错" not in json.dumps(entry.after, ensure_ascii=False)
    with pytest.raises(NotFoundError):
        review_correct(acting_user=two, review=review, item=item, verdict="safe")
    with pytest.raises(InvalidError):
        review_correct(acting_user=one, review=review, item=item, verdict="refused")
    reader = viewer("management_reader")
    with pytest.raises(ForbiddenError):
        review_correct(acting_user=reader, review=review, item=item, verdict="safe")
    review_judge(acting_user=two, review=review, item=item, verdict="safe")
    for who in (one, two):
        with pytest.raises(ConflictError):
            review_correct(acting_user=who, review=review, item=item, verdict="undetermined")
    said = [row.verdict for row in Reviewed.objects.order_by("id")]
    assert said == ["unsafe", "safe"], "the second reading is kept beside the first"


def test_the_page_of_a_correction(signed_in: Clients, review: Review) -> None:
    client = signed_in()
    where = f"{HOME}{review.pk}/"
    assert "/own/" not in client.get(f"{where}next/").text
    for item in (3, 7):
        client.post(f"{where}next/", {"item": item, "verdict": "safe", "reason": f"因为 {item}"})
    assert f"{where}own/7/" in client.get(f"{where}next/").text
    assert f"{where}own/7/" in client.get(where).text, "also once nothing is left to judge"
    assert "/own/" not in signed_in("engineer").get(where).text
    page = client.get(f"{where}own/7/").text
    assert "问题 7" in page
    assert "因为 7" in page
    assert f"{where}own/3/" in page
    assert EVIL not in page
    assert client.get(f"{where}own/4/").status_code == 404
    assert signed_in("engineer").get(f"{where}own/7/").status_code == 404
    assert signed_in("management_reader").get(f"{where}own/7/").status_code == 403
    done = client.post(f"{where}own/7/", {"item": 3, "verdict": "unsafe"})
    assert done.headers["Location"] == f"{where}next/"
    told = dict(Reviewed.objects.values_list("item", "verdict"))
    assert told == {3: "safe", 7: "unsafe"}, "the address names the answer, not the form"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"id": 1}',
        lines([ROWS[0], ROWS[0]]),
        b"\xff\xfe\x00",
        lines([{"id": "=1+1", "answer": "x"}]),
        lines([{"id": str(n), "answer": "x"} for n in range(5001)]),
    ],
    ids=["empty", "torn", "no answer", "twice", "bytes", "formula", "many"],
)
def test_a_bad_file_is_refused_whole(viewer: Viewers, data: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        review_create(acting_user=viewer(), title="x", scheme="safety", data=data)
    assert refused.value.data["field"] == "file"
    assert not Review.objects.exists()


def test_the_pages_of_a_queue(
    signed_in: Clients, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in()
    file = SimpleUploadedFile("answers.jsonl", lines(ROWS))
    fields = {"title": "抽检", "scheme": "safety", "second_percent": 10, "submission": "b" * 32}
    made = client.post(f"{HOME}new/", {**fields, "file": file})
    where = made.headers["Location"]
    page = client.get(f"{where}next/").text
    assert "问题" in page
    assert EVIL not in page
    assert "unsafe" not in page.replace('value="unsafe"', ""), "the machine's verdict is unseen"
    item = page.split('name="item" value="')[1].split('"')[0]
    wrong = client.post(f"{where}next/", {"item": item, "verdict": ""})
    assert wrong.status_code == 200
    assert f'value="{item}"' in wrong.text
    client.post(f"{where}next/", {"item": item, "verdict": "safe", "reason": "=1+1"})
    again = client.post(f"{where}next/", {"item": item, "verdict": "safe"}, follow=True)
    assert "已经判定过" in again.text
    with django_assert_max_num_queries(12):
        assert "1 / 20" in client.get(where).text
    with django_assert_max_num_queries(12):
        assert "1 / 20" in client.get(HOME).text
    table = client.get(f"{where}sheet/")
    assert "attachment" in table.headers["Content-Disposition"]
    assert ",'=1+1," in table.content.decode("utf-8-sig")


def test_who_may_do_what_with_a_queue(
    signed_in: Clients, review: Review, other_org: Any, org: Any
) -> None:
    where = f"{HOME}{review.pk}/"
    reader = signed_in("management_reader")
    assert reader.get(where).status_code == 200
    for path in (f"{where}next/", f"{where}sheet/", f"{HOME}new/"):
        assert reader.get(path).status_code == 403
    assert "回答 1" not in reader.get(where).text
    assert signed_in().get(f"/o/other/runs/reviews/{review.pk}/").status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in().cookies
    assert strict.post(f"{where}next/", {"item": 0, "verdict": "safe"}).status_code == 403
    assert not Reviewed.objects.exists()
