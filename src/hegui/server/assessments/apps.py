"""The Django app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.assessments"
    label = "assessments"
