"""Single sign-on as allauth wants it: OpenID Connect, when it is configured."""

from typing import Any
from urllib.parse import urlsplit

from hegui.server.settings.typed import Settings


def sign_on_providers(settings: Settings) -> dict[str, Any]:
    """Return `SOCIALACCOUNT_PROVIDERS`: empty unless a provider and a client are named."""
    if not (settings.oidc_server and settings.oidc_client_id):
        return {}
    app = {
        "provider_id": "sso",
        "name": settings.oidc_name or "SSO",
        "client_id": settings.oidc_client_id,
        "secret": settings.oidc_client_secret.get_secret_value(),
        "settings": {"server_url": settings.oidc_server.rstrip("/"), "fetch_userinfo": True},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


def sign_on_origin(settings: Settings) -> list[str]:
    """Return the origin of the provider, where the sign-in form may lead."""
    parts = urlsplit(settings.oidc_server)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.scheme and parts.netloc else []
