"""System checks: each names what is wrong and what to do; the profiles are clean."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from hegui.server.operations import binding_checks, checks
from hegui.server.operations.serve import warn_exposed
from hegui.server.settings import Settings


def made(tmp_path: Path, **values: Any) -> Settings:
    """Return settings with an own data folder."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700, exist_ok=True)
    return Settings(data=data, **values)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"profile": "behind_tls", "origin": "http://a.example.com"}, "hegui.E004"),
        ({"profile": "behind_tls", "origin": "https://a.example.com"}, "hegui.E005"),
        ({"debug": True}, "hegui.E006"),
        ({"host": "0.0.0.0"}, "hegui.W007"),
        ({"files_url": "s3://"}, "hegui.E008"),
        ({"files_url": "s3://bucket/evidence"}, "hegui.E009"),
        ({"timestamp_url": "https://tsa.example.com"}, "hegui.E010"),
        ({"catalogue_dirs": ("nowhere",)}, "hegui.E012"),
        ({}, "hegui.I014"),
    ],
)
def test_each_fault_has_its_id_and_a_hint(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, values: dict[str, Any], expected: str
) -> None:
    settings = made(tmp_path, **values)
    monkeypatch.setattr(checks, "read_settings", lambda: settings)
    found = [*checks.check_settings(None), *checks.check_deployment(None)]
    assert expected in [message.id for message in found]
    assert all(message.hint for message in found)


@pytest.mark.parametrize(
    ("host", "profile", "said"),
    [
        ("0.0.0.0", "loopback", True),
        ("192.0.2.7", "loopback", True),
        ("::", "loopback", True),
        ("0.0.0.0", "behind_tls", False),
        ("127.0.0.1", "loopback", False),
        ("localhost", "loopback", False),
    ],
)
def test_a_server_open_to_others_without_tls_is_named_without_asking_for_deployment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, profile: str, said: bool
) -> None:
    settings = made(tmp_path, host=host, profile=profile)
    monkeypatch.setattr(checks, "read_settings", lambda: settings)
    found = [message.id for message in checks.check_settings(None)]
    assert ("hegui.W007" in found) is said


def test_the_start_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    warn_exposed(made(tmp_path, host="192.0.2.7"))
    told = capsys.readouterr()
    assert "192.0.2.7" in told.err
    assert told.out == ""
    warn_exposed(made(tmp_path, host="127.0.0.1"))
    assert capsys.readouterr().err == ""


def test_a_folder_that_others_read_or_that_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = made(tmp_path)
    settings.data.chmod(0o755)
    assert [m.id for m in checks.data_folder(settings)] == ["hegui.W002"]
    settings.data.rmdir()
    assert [m.id for m in checks.data_folder(settings)] == ["hegui.E001"]


def test_a_sound_server_behind_tls_has_nothing_to_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = made(
        tmp_path,
        profile="behind_tls",
        origin="https://hegui.example.com",
        hosts=("hegui.example.com",),
        smtp_url=SecretStr("smtp://mail.example.com"),
    )
    monkeypatch.setattr(checks, "read_settings", lambda: settings)
    assert [*checks.check_settings(None), *checks.check_deployment(None)] == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"target_secrets": ("CHAT_KEY",)}, ["W015"]),
        ({"target_secrets": ("CHAT_KEY=a.example.com",)}, []),
        ({"target_secrets": ("other:CHAT_KEY=a.example.com",)}, ["W015"]),
        ({"target_secrets": ("yunlu:CHAT_KEY=a.example.com",)}, []),
        ({"target_secrets": ("CHAT KEY=!",)}, ["E017"]),
        ({"target_folders": ("/srv", "yunlu:/srv", "gone:/srv")}, ["W016"]),
        ({"target_folders": ("srv",)}, ["E017"]),
    ],
)
def test_secrets_and_folders_of_nobody_are_named(
    org: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    values: dict[str, Any],
    expected: list[str],
) -> None:
    settings = made(tmp_path, **values)
    monkeypatch.setattr(binding_checks, "read_settings", lambda: settings)
    found = binding_checks.check_bindings(None)
    assert [message.id for message in found] == [f"hegui.{name}" for name in expected]
    assert all(message.hint for message in found)


def test_entries_of_no_organisation_are_named_once_there_are_two(
    org: Any, other_org: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = {"target_secrets": ("KEY=a.example.com",), "target_folders": ("/srv",)}
    settings = made(tmp_path, **values)
    monkeypatch.setattr(binding_checks, "read_settings", lambda: settings)
    monkeypatch.setenv("HEGUI_TARGET_FORGOTTEN", "x")
    monkeypatch.setenv("HEGUI_TARGET_SECRETS", "x")
    found = binding_checks.check_bindings(None)
    said = [(message.id, message.msg.split("|")[0]) for message in found]
    assert [name for name, _ in said] == ["hegui.W015", "hegui.W015", "hegui.W016"]
    assert "HEGUI_TARGET_FORGOTTEN" in said[0][1]
