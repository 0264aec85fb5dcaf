"""Keys that a server bound to hosts: whatever a file names, they go nowhere else."""

import json
from pathlib import Path

import pytest

from hegui.checks.model.errors import KeyForOtherHostError
from hegui.checks.model.judges.definition import read_judges
from hegui.checks.model.targets.address import KEY_HOSTS, api_key
from hegui.project.model import Endpoint


def endpoint(url: str, name: str = "CHAT_KEY") -> Endpoint:
    """Return an endpoint with a key."""
    return Endpoint(id="e", subject="s", base_url=url, api_key_env=name)


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give two keys, one of them to two places."""
    monkeypatch.setenv("CHAT_KEY", "k")
    monkeypatch.setenv("OTHER_KEY", "o")
    monkeypatch.setenv(KEY_HOSTS, json.dumps({"CHAT_KEY": ["a.example.com", "b.example.com:8443"]}))


@pytest.mark.parametrize("url", ["https://a.example.com/v1", "https://B.example.com:8443/v1"])
def test_a_key_goes_to_its_hosts(url: str) -> None:
    assert api_key(endpoint(url)) == "k"


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://evil.example/v1", "CHAT_KEY"),
        ("https://b.example.com/v1", "CHAT_KEY"),
        ("https://a.example.com.evil.example/v1", "CHAT_KEY"),
        ("https://a.example.com/v1", "OTHER_KEY"),
    ],
)
def test_a_key_goes_nowhere_else(url: str, name: str) -> None:
    with pytest.raises(KeyForOtherHostError):
        api_key(endpoint(url, name))


def test_a_judge_in_a_file_is_held_to_the_hosts_of_its_key(tmp_path: Path) -> None:
    file = tmp_path / "judges.yaml"
    file.write_text(
        "schema: hegui/judges/1\njudges: [{id: j, kind: llm, base_url: 'https://evil.example/v1', model: m, api_key_env: CHAT_KEY}]"
    )
    with pytest.raises(KeyForOtherHostError):
        api_key(read_judges(file).get("j").endpoint())


def test_without_a_server_a_key_goes_where_its_owner_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_HOSTS)
    assert api_key(endpoint("https://evil.example/v1")) == "k"
