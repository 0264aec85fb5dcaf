"""Time stamps by a real authority on loopback, and by one that misbehaves."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hegui.server.core.errors import ConflictError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.journal import services
from hegui.server.journal.services import chain_anchor, ledger_anchor
from hegui.server.ledger.export import export_chain, verify_export
from hegui.server.ledger.models import Anchor
from hegui.server.ledger.timestamps import TimestampError, certificates, token_problem
from hegui.server.ledger.verify import verify_chain
from hegui.server.rest.calling import CallFailedError
from hegui.server.rest.outside import AddressRefusedError
from hegui.server.settings import Settings
from tests.support.timestamp_authority import Authority


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Authority, Authority]]:
    folder = tmp_path_factory.mktemp("tsa")
    made = Authority(folder / "good"), Authority(folder / "other")
    yield made
    for authority in made:
        authority.close()


@pytest.fixture
def authority(both: tuple[Authority, Authority]) -> Authority:
    both[0].forged, both[0].status = None, 200
    return both[0]


Configure = Callable[..., None]


@pytest.fixture
def configured(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Configure:
    """Return a function that points the settings to the authority."""

    def set_(
        url: str = authority.url, trusted: Path = authority.certificate, **more: object
    ) -> None:
        more.setdefault("allow_private_targets", ("127.0.0.1",))
        made = Settings(timestamp_url=url, timestamp_certificates=str(trusted), **more)  # type: ignore[arg-type]
        monkeypatch.setattr(services, "read_settings", lambda: made)

    return set_


def test_a_chain_is_stamped_and_verifies(
    org: Organisation, viewer: Callable[..., Viewer], configured: Configure, authority: Authority
) -> None:
    configured()
    made = ledger_anchor(acting_user=viewer())
    chain = str(org.id)
    answer = verify_chain(chain)
    assert (answer.ok, answer.anchors) == (True, 1), answer.problems
    trusted = certificates(str(authority.certificate))
    assert token_problem(bytes(made.token), made.digest, trusted) == ""
    assert token_problem(bytes(made.token), "ab" * 32, trusted)
    found = verify_export(io.BytesIO(b"".join(export_chain(chain))))
    assert (found.ok, found.anchors) == (True, 1)
    with pytest.raises(ConflictError):
        ledger_anchor(acting_user=viewer())


def test_another_authority_is_not_believed(
    org: Organisation, configured: Configure, both: tuple[Authority, Authority]
) -> None:
    configured(trusted=both[1].certificate)
    with pytest.raises(TimestampError):
        chain_anchor(str(org.id))
    assert not Anchor.objects.exists()


def test_a_stamp_over_something_else_is_refused(
    org: Organisation, other_org: Organisation, configured: Configure, authority: Authority
) -> None:
    configured()
    kept = chain_anchor(str(other_org.id))
    authority.forged = bytes(kept.token)
    with pytest.raises(TimestampError):
        chain_anchor(str(org.id))


@pytest.mark.parametrize("answer", [b"", b"garbage", b"\x30\x03\x02\x01\x02", b"<html>" * 1000])
def test_garbage_is_refused(
    org: Organisation, configured: Configure, authority: Authority, answer: bytes
) -> None:
    configured()
    authority.forged = answer
    with pytest.raises(TimestampError):
        chain_anchor(str(org.id))
    assert not Anchor.objects.exists()


def test_an_authority_that_is_away_or_inside_is_told(
    org: Organisation, configured: Configure
) -> None:
    configured(url="http://127.0.0.1:9/")
    with pytest.raises(CallFailedError):
        chain_anchor(str(org.id))
    configured(allow_private_targets=())
    with pytest.raises(AddressRefusedError):
        chain_anchor(str(org.id))


def test_without_a_service_or_with_unreadable_certificates_it_says_so(
    org: Organisation, configured: Configure, tmp_path: Path
) -> None:
    with pytest.raises(ConflictError, match="no time stamp service"):
        chain_anchor(str(org.id))
    configured(trusted=tmp_path / "absent.pem")
    with pytest.raises(TimestampError, match=r"absent\.pem"):
        chain_anchor(str(org.id))
