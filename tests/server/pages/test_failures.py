"""Requests that no page can answer."""

from collections.abc import Callable

import pytest
from django.test import Client

Clients = Callable[..., Client]


@pytest.mark.parametrize("path", ["evidence/?q=%00", "assessments/?state=a%00", "search/?q=x%00y"])
def test_a_nul_in_an_address_is_refused(signed_in: Clients, path: str) -> None:
    answer = signed_in().get(f"/o/yunlu/{path}")
    assert answer.status_code == 400
    assert "NUL" in answer.text


def test_a_nul_in_a_form_is_an_error_of_its_field(signed_in: Clients) -> None:
    answer = signed_in().post("/o/yunlu/controls/new/", {"title": "a\x00b", "status": "active"})
    assert answer.status_code == 200
    assert "error-summary" in answer.text


def test_a_defect_has_a_page_that_stands_alone(
    signed_in: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("hegui.server.controls.views.control_list", broken)
    client = signed_in()
    client.raise_request_exception = False
    answer = client.get("/o/yunlu/controls/")
    assert answer.status_code == 500
    assert "服务器出错了" in answer.text
