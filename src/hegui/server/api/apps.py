"""The Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.api"
    label = "api"
