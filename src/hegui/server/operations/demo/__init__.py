"""The demonstration: the example organisation, so that every page has content."""

from hegui.server.operations.demo.start import demo_start

__all__ = ["demo_start"]
