"""Which secrets and folders the runs of an organisation may use."""

from urllib.parse import urlsplit

from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Organisation
from hegui.server.settings import read_settings
from hegui.server.settings.bound import BoundSecret, bound_folders, bound_secrets


def holds(entry: str, organisation: Organisation) -> bool:
    """Tell whether an entry for `entry` (a slug, or nothing) is this organisation's."""
    if entry:
        return bool(entry == organisation.slug)
    return not Organisation.objects.exclude(pk=organisation.pk).exists()


def secrets_of(organisation: Organisation) -> list[BoundSecret]:
    """Return the secrets bound to an organisation, and to a host."""
    found = bound_secrets(read_settings().target_secrets)
    return [one for one in found if one.hosts and holds(one.organisation, organisation)]


def folders_of(organisation: Organisation) -> tuple[str, ...]:
    """Return the folders below which the runs of an organisation may read."""
    found = bound_folders(read_settings().target_folders)
    return tuple(one.path for one in found if holds(one.organisation, organisation))


def check_secret(organisation: Organisation, name: str, url: str) -> None:
    """Raise unless the organisation may send this variable of the environment to this address.

    Says nothing of whether the variable is set, or whose else it is.
    """
    if not name:
        return
    known = [one for one in secrets_of(organisation) if one.name == name]
    host, port = place_of(url)
    if any(one.fits(host, port) for one in known):
        return
    line = f"{organisation.slug}:{name}={host}"
    if known:
        raise InvalidError(
            field="settings.api_key_env",
            what_zh=f"密钥 {name} 不能发往 {host}；确需如此，请管理员在 HEGUI_TARGET_SECRETS 中"
            f"写明 {line}。",
            what_en=f"the secret {name} may not be sent to {host}; if that is meant, the operator "
            f"writes {line} into HEGUI_TARGET_SECRETS.",
        )
    raise InvalidError(
        field="settings.api_key_env",
        what_zh=f"密钥 {name} 没有分给本组织；请管理员在 HEGUI_TARGET_SECRETS 中写明 {line}。",
        what_en=f"the secret {name} is not bound to this organisation; the operator writes {line} "
        "into HEGUI_TARGET_SECRETS.",
    )


def place_of(url: str) -> tuple[str, int]:
    """Return host and port of an address; nothing fits what cannot be read."""
    try:
        parts = urlsplit(url)
        return (
            (parts.hostname or "").rstrip("."),
            parts.port or {"http": 80}.get(parts.scheme, 443),
        )
    except ValueError:
        return "", 0
