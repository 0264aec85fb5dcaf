"""Writing labels into files: beside, verified, then swapped; the original is never damaged."""

from hegui.checks.labels.write.errors import LabelUndoError, LabelWriteError
from hegui.checks.labels.write.label import aigc_label, label_text
from hegui.checks.labels.write.patch import patch, patch_label
from hegui.checks.labels.write.propagate import propagated
from hegui.checks.labels.write.undo import restore
from hegui.checks.labels.write.writer import Options, rewrite, write_label

__all__ = [
    "LabelUndoError",
    "LabelWriteError",
    "Options",
    "aigc_label",
    "label_text",
    "patch",
    "patch_label",
    "propagated",
    "restore",
    "rewrite",
    "write_label",
]
