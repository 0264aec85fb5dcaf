"""Checks of the settings of single sign-on, with hints."""

from typing import Any

from django.core.checks import Warning as Note
from django.core.checks import register

from hegui.server.accounts.oidc import mapping
from hegui.server.settings import read_settings


@register()
def sign_on_settings(**kwargs: Any) -> list[Note]:
    """Warn of lines of HEGUI_OIDC_ROLES that give nothing, and of half a configuration."""
    settings = read_settings()
    found = []
    if len(mapping()) != len(settings.oidc_roles):
        found.append(
            Note(
                "HEGUI_OIDC_ROLES has lines that give nothing.",
                hint="Write group=organisation:role; roles of engagements cannot be mapped.",
                id="hegui.accounts.W001",
            )
        )
    if settings.oidc_server and not settings.oidc_client_id:
        found.append(
            Note(
                "HEGUI_OIDC_SERVER is set without HEGUI_OIDC_CLIENT_ID: single sign-on is off.",
                hint="Set HEGUI_OIDC_CLIENT_ID and HEGUI_OIDC_CLIENT_SECRET.",
                id="hegui.accounts.W002",
            )
        )
    return found
