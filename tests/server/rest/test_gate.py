"""What the frame of the API writes into the log."""

import logging
from collections.abc import Callable

import pytest
from django.test import Client

from hegui.server.controls import api as controls
from hegui.server.rest.gate import one_line

FORGED = "INFO hegui.security: signed in: x"


def test_no_text_from_outside_begins_a_line_of_the_log(
    api: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("defect")

    monkeypatch.setattr(controls, "viewer_of", broken)
    client = api()
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR, logger="hegui.api"):
        answer = client.get(f"/api/v1/orgs/x%0D%0A{FORGED.replace(' ', '%20')}/controls")
    assert answer.status_code == 500
    (line,) = [row.getMessage() for row in caplog.records if row.name == "hegui.api"]
    assert FORGED in line
    assert len(line.splitlines()) == 1
    assert r"\r\n" in line


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\x85", "\u2028", "\u202e", "\x00"])
def test_what_is_invisible_is_spelt_out(sign: str) -> None:
    assert one_line(f"a{sign}b合") == f"a{ascii(sign)[1:-1]}b合"
