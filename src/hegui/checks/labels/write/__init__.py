"""Writing labels into files: beside, verified, then swapped; the original is never damaged."""

from hegui.checks.labels.write.errors import LabelWriteError
from hegui.checks.labels.write.label import aigc_label, label_text
from hegui.checks.labels.write.writer import write_label

__all__ = ["LabelWriteError", "aigc_label", "label_text", "write_label"]
