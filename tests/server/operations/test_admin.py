"""`hegui admin`: people, organisations, the ledger, settings, checks, as a user calls them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.server.settings.meaning import MEANINGS
from hegui.server.settings.reference import page
from hegui.server.settings.typed import Settings
from tests.server.operations.serving import hegui, own_database

ROOT = Path(__file__).resolve().parents[3]


class Place:
    """A migrated data folder and how to call commands on it."""

    def __init__(self, data: Path, more: dict[str, str]) -> None:
        self.data, self.more = data, more

    def call(self, *args: str, check: int = 0, **more: str) -> Any:
        """Run a command with --json and return its answer."""
        values = {**self.more, **more}
        done = hegui("admin", *args, "--json", data=self.data, check=check, **values)
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Return a migrated data folder."""
    with own_database() as more:
        found = Place(tmp_path_factory.mktemp("admin") / "data", more)
        found.call("migrate")
        yield found


def test_people_come_and_go_and_the_ledger_verifies(place: Place) -> None:
    place.call("organisations", "add", "qinghe", "--name", "清河模型")
    made = place.call(
        *("users", "add", "lin@example.com", "--name", "林工"),
        *("--org", "qinghe", "--role", "engineer"),
    )
    assert made["link"].startswith("http://localhost:8000/")
    assert place.call("users", "reset-link", "LIN@example.com")["link"] != made["link"]
    place.call("users", "make-operator", "lin@example.com")
    place.call("users", "deactivate", "lin@example.com", "--reason", "离职")
    row = place.call("users", "list")["users"][0]
    assert (row["active"], row["operator"], row["roles"]) == (False, True, ["qinghe:engineer"])
    assert place.call("ledger", "verify")["ok"] is True
    exported = hegui("admin", "ledger", "export", data=place.data, **place.more).stdout
    assert "core.user.deactivated" in exported
    assert "lin@example.com" not in exported


def test_the_last_administrator_cannot_be_shut_out(place: Place) -> None:
    place.call("organisations", "add", "onlyone", "--name", "独一家")
    for name in ("a@example.com", "b@example.com"):
        place.call(
            *("users", "add", name, "--name", "管"), "--org", "onlyone", "--role", "administrator"
        )
    place.call("users", "deactivate", "a@example.com", "--reason", "x")
    told = place.call("users", "deactivate", "b@example.com", "--reason", "x", check=2)
    assert told["error"]["code"] == "conflict"
    rows = {row["email"]: row["active"] for row in place.call("users", "list")["users"]}
    assert (rows["a@example.com"], rows["b@example.com"]) == (False, True)


def test_wrong_use_is_said_with_exit_code_2(place: Place) -> None:
    for args in (
        ("users", "reset-link", "nobody@example.com"),
        ("organisations", "add", "a b", "--name", "x"),
        ("ledger", "verify", "--org", "nowhere"),
    ):
        assert "message" in place.call(*args, check=2)["error"]


def test_settings_show_sources_and_no_secret(place: Place) -> None:
    secret = "s3-secret-value"
    found = place.call("settings", HEGUI_S3_SECRET_KEY=secret, HEGUI_PORT="8123")
    rows = {row["name"]: row for row in found["settings"]}
    assert secret not in json.dumps(found)
    assert rows["s3_secret_key"]["value"] == "********"
    assert (rows["port"]["value"], rows["port"]["source"]) == (8123, "environment")
    assert rows["host"]["source"] == "default"


def test_the_search_index_is_mended_by_a_command(place: Place) -> None:
    place.call("reindex")
    assert place.call("reindex") == {"records": 0, "mended": 0, "removed": 0}
    shown = hegui("admin", "reindex", "--lang", "en", data=place.data, **place.more).stdout
    assert "search index" in shown


def test_check_is_clean_in_both_profiles(place: Place) -> None:
    own = place.call("check", "--deploy")
    assert [row["id"] for row in own["messages"]] == ["hegui.I014"]
    tls = {"HEGUI_PROFILE": "behind_tls", "HEGUI_ORIGIN": "https://hegui.example.com"}
    hosts = {"HEGUI_HOSTS": "hegui.example.com", "HEGUI_SMTP_URL": "smtp://mail.example.com"}
    assert place.call("check", "--deploy", **tls, **hosts)["messages"] == []
    bad = place.call("check", "--deploy", check=1, **tls)
    assert [row["id"] for row in bad["messages"] if row["level"] == "error"] == ["hegui.E005"]


def test_every_setting_has_its_meaning_and_the_reference_is_current() -> None:
    assert set(MEANINGS) == set(Settings.model_fields)
    folder = ROOT / "docs" / "reference"
    assert (folder / "settings.md").read_text("utf-8") == page("en")
    assert (folder / "settings.zh.md").read_text("utf-8") == page("zh")


@pytest.mark.parametrize(
    "words", [("users", "list"), ("organisations", "list"), ("ledger", "verify"), ("backup",)]
)
def test_a_folder_without_a_database_is_said_to_be_one(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    with own_database() as more:
        done = hegui("admin", *words, data=tmp_path / "empty", check=2, **more)
    assert "hegui serve" in done.stderr
    assert "OperationalError" not in done.stderr
