"""The Django app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.operations"
    label = "operations"
