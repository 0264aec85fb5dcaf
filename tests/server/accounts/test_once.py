"""A form sent twice is done once."""

from collections.abc import Callable

from django.test import Client

from hegui.server.controls.models import Control
from hegui.server.core.models import Submission

Clients = Callable[..., Client]
URL = "/o/yunlu/controls/new/"
KEY = "0123456789abcdef" * 2


def test_a_second_press_leads_to_the_first_result(signed_in: Clients) -> None:
    client = signed_in()
    fields = {"title": "台账", "status": "active", "submission": KEY}
    first, second = client.post(URL, fields), client.post(URL, fields)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert Control.objects.count() == 1


def test_somebody_else_with_the_same_key_is_not_stopped(signed_in: Clients) -> None:
    fields = {"title": "台账", "status": "active", "submission": KEY}
    for role in ("administrator", "compliance_officer"):
        signed_in(role).post(URL, fields)
    assert Control.objects.count() == 2


def test_a_form_with_errors_may_be_sent_again(signed_in: Clients) -> None:
    client = signed_in()
    wrong = client.post(URL, {"title": "", "status": "active", "submission": KEY})
    assert wrong.status_code == 200
    assert KEY in wrong.text
    assert not Submission.objects.exists()
    client.post(URL, {"title": "台账", "status": "active", "submission": KEY})
    assert Control.objects.count() == 1


def test_a_key_that_is_none_is_ignored(signed_in: Clients) -> None:
    client = signed_in()
    for key in ("", "\0", "x" * 300):
        client.post(URL, {"title": "台账", "status": "active", "submission": key})
    assert Control.objects.count() in (1, 2)


def test_a_second_press_over_htmx_is_led_by_header(signed_in: Clients) -> None:
    client = signed_in()
    fields = {"title": "台账", "status": "active", "submission": KEY}
    first = client.post(URL, fields)
    again = client.post(URL, fields, headers={"HX-Request": "true"})
    assert again.headers["HX-Redirect"] == first.headers["Location"]
