"""The Django app."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.obligations"
    label = "obligations"
