"""The Django app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.core"
    label = "core"
