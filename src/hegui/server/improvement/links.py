"""Addresses of tasks."""

from django.urls import reverse

from hegui.server.improvement.models import Task


def task_href(task: Task) -> str:
    """Return the address of a task's page."""
    org = task.organisation.slug
    return reverse("improvement:detail", kwargs={"org": org, "task": task.pk})
