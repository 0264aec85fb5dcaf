"""The Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.evidence"
    label = "evidence"
