"""The report of a sample of labels: counts, formats, files with reasons, thumbnails."""

from hegui.reports.labels.build import NotASampleError, build_labels

__all__ = ["NotASampleError", "build_labels"]
