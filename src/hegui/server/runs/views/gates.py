"""The release gate as a page: what a build is told."""

from django.http import HttpResponse
from django.shortcuts import render

from hegui.server.inventory.gates import Gate, version_of
from hegui.server.inventory.words import gate_view
from hegui.server.pages.access import Request, page
from hegui.server.runs.forms import GateForm
from hegui.server.runs.selectors import release_gate


@page("runs.view")
def gate_page(request: Request) -> HttpResponse:
    """Show whether a subject may enter a stage, with the reasons."""
    asked = GateForm(request.GET or None, viewer=request.viewer)
    context: dict[str, object] = {"form": asked}
    if request.GET and asked.is_valid():
        subject, stage = asked.cleaned_data["subject"], asked.cleaned_data["stage"]
        found = release_gate(viewer=request.viewer, subject=subject.key, stage=stage)
        gate = Gate(
            state=found.state,
            stage=found.stage,
            version=version_of(subject),
            conditions=found.conditions,
        )
        context |= {"view": gate_view(gate), "found": found, "subject": subject}
    return render(request, "runs/gates.html", context)
