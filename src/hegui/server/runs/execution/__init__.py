"""Doing a run in a worker: prepare its folder, drive a process of its own, keep what it made."""

from hegui.server.runs.execution.perform import perform

__all__ = ["perform"]
