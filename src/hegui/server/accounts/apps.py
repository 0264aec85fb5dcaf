"""The Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.accounts"
    label = "accounts"
