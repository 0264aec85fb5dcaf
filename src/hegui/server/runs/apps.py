"""The Django app."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.runs"
    label = "runs"
