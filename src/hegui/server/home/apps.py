"""The Django app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.home"
    label = "home"
