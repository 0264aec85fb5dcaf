"""A proxy of the environment that cannot be used is told in a sentence of its own, without its value."""

import pytest

from hegui.checks.model.errors import BadProxyError
from hegui.checks.model.targets.address import proxy_for

HOST = "model.example.org"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("foo", "does not begin with http://"),
        ("proxy.example.org:3128", "does not begin with http://"),
        ("socks5://proxy.example.org:1080", "socks5 are not supported"),
        ("http://proxy.example.org:99999", "port"),
        ("http://proxy.example.org:0", "no host or no port"),
        ("http://:3128", "no host or no port"),
        ("http://", "no host or no port"),
    ],
)
@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_malformed_proxy_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadProxyError) as caught:
        proxy_for("https", HOST, 443)
    told = caught.value.message("en")
    assert name in told
    assert said in told
    assert "no_proxy" in caught.value.message("zh")


def test_a_password_in_a_malformed_proxy_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "socks5://me:hidden@proxy.example.org")
    with pytest.raises(BadProxyError) as caught:
        proxy_for("https", HOST, 443)
    assert "hidden" not in caught.value.message("en")


def test_a_good_proxy_and_one_that_is_not_used_are_let_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://me:own@proxy.example.org:3128")
    assert proxy_for("https", HOST, 443) == "http://me:own@proxy.example.org:3128"
    monkeypatch.setenv("https_proxy", "foo")
    assert proxy_for("https", "127.0.0.1", 443) is None
    assert proxy_for("http", HOST, 80) is None
    monkeypatch.setenv("no_proxy", HOST)
    assert proxy_for("https", HOST, 443) is None
