"""The Django app."""

from django.apps import AppConfig


class RestConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.rest"
    label = "rest"
