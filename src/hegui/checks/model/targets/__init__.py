"""What can be asked: chat and image endpoints, any HTTP service, recorded answers, a function."""

from pathlib import Path

from hegui.checks.model.settings import ClientSettings
from hegui.checks.model.targets.chat import ChatWire
from hegui.checks.model.targets.images import ImageWire
from hegui.checks.model.targets.local import Function, FunctionWire, RecordedWire, load_function
from hegui.checks.model.targets.template import TemplateWire
from hegui.checks.model.targets.wire import Tried, Wire
from hegui.project.model import Endpoint

__all__ = ["Function", "Tried", "Wire", "load_function", "open_wire"]


def open_wire(endpoint: Endpoint, habits: ClientSettings, function: Function | None = None) -> Wire:
    """Return the line to a target; its files are where the endpoint says.

    A function is never named by a project file: it is given by who runs the program.
    """
    if function is not None:
        return FunctionWire(function, endpoint.concurrency)
    if endpoint.kind == "images":
        return ImageWire(endpoint, habits)
    if endpoint.kind == "http":
        return TemplateWire(endpoint, habits)
    if endpoint.kind == "recorded":
        return RecordedWire(Path(endpoint.file))
    return ChatWire(endpoint, habits)
