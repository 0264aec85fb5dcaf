"""Rows of registers and exports, one at a time, whatever the number: text tables, XLSX, Parquet.

Where `hegui.engine.tables` holds a whole file that people wrote, this reads exports of a million
rows in bounded memory. A line that is no row is handed to `report` and reading goes on, so that
one run names every bad row.
"""

from hegui.engine.rows.reading import SUFFIXES, stream_rows
from hegui.engine.rows.text import Report

__all__ = ["SUFFIXES", "Report", "stream_rows"]
