"""The Django app."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.improvement"
    label = "improvement"
