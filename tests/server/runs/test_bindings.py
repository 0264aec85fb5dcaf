"""Secrets and folders belong to one organisation; a secret goes to the hosts named for it only."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.services import subject_create
from hegui.server.runs.bindings import check_secret, folders_of, secrets_of
from hegui.server.runs.errors import FolderRefusedError
from hegui.server.runs.execution.driving import secrets_for
from hegui.server.runs.execution.preparing import prepare
from hegui.server.runs.folders import check_folder
from hegui.server.runs.models import Run
from hegui.server.runs.services import project_create, run_start, target_create
from hegui.server.settings import Settings

Viewers = Callable[..., Viewer]


def endpoint(viewer: Viewer, url: str, name: str) -> Any:
    subject = subject_create(acting_user=viewer, type="service", key="chat", name="对话服务")
    return target_create(
        acting_user=viewer,
        type="endpoint",
        key="e",
        name="e",
        subject=subject,
        settings={"base_url": url, "api_key_env": name},
    )


def test_a_secret_cannot_be_named_by_another_organisation(
    viewer: Viewers, other_org: Organisation
) -> None:
    with pytest.raises(InvalidError) as refused:
        endpoint(viewer(where=other_org), "http://127.0.0.1:9/v1", "CHAT_KEY")
    assert refused.value.data["field"] == "settings.api_key_env"
    assert "other:CHAT_KEY=127.0.0.1" in refused.value.message("en")
    text = """schema: hegui/project/1
organisation: {id: o, name: o}
subjects: [{id: s, kind: service, name: s}]
targets: {endpoints: [{id: e, subject: s, base_url: "http://127.0.0.1:9/", api_key_env: CHAT_KEY}]}
"""
    with pytest.raises(InvalidError):
        project_create(
            acting_user=viewer(where=other_org), title="p", source="written", declaration=text
        )
    assert endpoint(viewer(), "http://127.0.0.1:9/v1", "CHAT_KEY").pk


@pytest.mark.parametrize(
    ("url", "fits"),
    [
        ("http://127.0.0.1/v1", True),
        ("http://127.0.0.1:8000/v1", True),
        ("https://chat.example.com:8443/v1", True),
        ("https://CHAT.example.com.:8443/v1", True),
        ("https://chat.example.com/v1", False),
        ("https://chat.example.com:444/v1", False),
        ("https://evil.example.com:8443/?chat.example.com:8443", False),
        ("https://chat.example.com:8443@evil.example.com/", False),
        ("https://chat.example.com.evil.example.com:8443/", False),
        ("https://xchat.example.com:8443/", False),
        ("https://[::1", False),
    ],
)
def test_a_secret_goes_to_its_hosts_only(org: Organisation, url: str, fits: bool) -> None:
    if fits:
        check_secret(org, "CHAT_KEY", url)
        return
    with pytest.raises(InvalidError):
        check_secret(org, "CHAT_KEY", url)


def test_a_secret_without_a_host_is_nobodys(org: Organisation) -> None:
    with pytest.raises(InvalidError):
        check_secret(org, "LONELY_KEY", "https://chat.example.com/")
    assert [secret.name for secret in secrets_of(org)] == ["CHAT_KEY"]


def test_an_entry_without_organisation_holds_for_the_only_one(
    org: Organisation, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Settings(target_secrets=("KEY=a.example.com",), target_folders=("/srv/texts",))
    monkeypatch.setattr("hegui.server.runs.bindings.read_settings", lambda: made)
    check_secret(org, "KEY", "https://a.example.com/v1")
    assert folders_of(org) == ("/srv/texts",)
    other = request.getfixturevalue("other_org")
    for place in (org, other):
        assert folders_of(place) == ()
        with pytest.raises(InvalidError):
            check_secret(place, "KEY", "https://a.example.com/v1")


def test_a_folder_is_read_by_its_organisation_only(
    org: Organisation, other_org: Organisation, place: Path
) -> None:
    assert check_folder(str(place), org) == place.resolve()
    with pytest.raises(FolderRefusedError):
        check_folder(str(place), other_org)


def test_a_run_gets_its_own_secrets_and_is_checked_at_every_attempt(
    viewer: Viewers,
    org: Organisation,
    other_org: Organisation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = endpoint(viewer(), "http://127.0.0.1:9/v1", "CHAT_KEY")
    project = project_create(acting_user=viewer(), title="p")
    run = run_start(acting_user=viewer(), project=project, targets=[str(target.pk)])
    assert secrets_for(run) == {"CHAT_KEY": ["127.0.0.1", "chat.example.com:8443"]}
    assert secrets_for(Run(organisation=other_org)) == {}
    assert secrets_for(Run(organisation=org, type=Run.Type.IMPORT)) == {}
    prepare(run, tmp_path / "run")
    withdrawn = Settings(target_secrets=("other:CHAT_KEY=127.0.0.1",))
    monkeypatch.setattr("hegui.server.runs.bindings.read_settings", lambda: withdrawn)
    with pytest.raises(InvalidError):
        prepare(run, tmp_path / "run")
