"""The reader of labels that other families may ask, without knowing this one."""

from pathlib import Path

from hegui.checks.labels.carriers import read_label_sites
from hegui.engine.labelled import register_label_reader


def carries_label(path: Path) -> bool:
    """Tell whether a file carries an implicit label at any place; raises `UnreadableMediaError`."""
    return bool(read_label_sites(path).sites)


register_label_reader(carries_label)
