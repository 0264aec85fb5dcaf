"""Verifying, exporting and stamping the ledger."""

from collections.abc import Iterator

from hegui.server.core.errors import ConflictError
from hegui.server.core.masking import without_secrets
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.journal.selectors import chain_of
from hegui.server.ledger.export import export_chain
from hegui.server.ledger.models import Anchor, Head
from hegui.server.ledger.timestamps import certificates, check_answer, request_for
from hegui.server.rest.calling import call
from hegui.server.settings import read_settings


def ledger_export(*, acting_user: Viewer) -> Iterator[bytes]:
    """Return the lines of the organisation's ledger; that it was exported is recorded first."""
    chain = chain_of(acting_user, "ledger.export")
    organisation = acting_user.organisation
    with writing(acting_user) as write:
        write.note("ledger.chain.exported", organisation)
    return export_chain(chain, organisation=organisation.slug)


def ledger_anchor(*, acting_user: Viewer) -> Anchor:
    """Let the outside authority stamp the head of the organisation's ledger."""
    chain = chain_of(acting_user, "ledger.anchor")
    return chain_anchor(chain)


def chain_anchor(chain: str) -> Anchor:
    """Ask the authority for a stamp over the head, check it and keep it.

    Raises `ConflictError` when none is configured or there is nothing new to stamp,
    `TimestampError` when the answer is no valid stamp.
    """
    settings = read_settings()
    trusted = certificates(settings.timestamp_certificates)
    if not settings.timestamp_url or not trusted:
        raise ConflictError(
            what_zh="没有配置时间戳服务（HEGUI_TIMESTAMP_URL 与 HEGUI_TIMESTAMP_CERTIFICATES）。",
            what_en="no time stamp service is configured (HEGUI_TIMESTAMP_URL and "
            "HEGUI_TIMESTAMP_CERTIFICATES).",
        )
    head = Head.objects.filter(chain=chain).first()
    if head is None or Anchor.objects.filter(chain=chain, number=head.count).exists():
        raise ConflictError(
            what_zh="自上次加盖时间戳以来没有新的记录。",
            what_en="nothing was recorded since the last time stamp.",
        )
    request = request_for(head.digest)
    answer = call(
        settings.timestamp_url,
        body=request.as_bytes(),
        headers={"Content-Type": "application/timestamp-query"},
        allow=settings.allow_private_targets,
    )
    token = check_answer(request, answer.body, head.digest, trusted)
    return Anchor.objects.create(
        chain=chain,
        number=head.count,
        digest=head.digest,
        authority=without_secrets(settings.timestamp_url)[:300],
        token=token,
    )
