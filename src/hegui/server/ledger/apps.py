"""The Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.ledger"
    label = "ledger"
