"""Looking for suspicious text; every document is decoded and read."""

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.rows import Row, Taker
from hegui.checks.corpus.suspicious.search import stretches
from hegui.common.masking import masked


class SuspiciousLook:
    """The second pass; nothing is suspicious before it is decoded."""

    engine = "python"

    def look(self, batch: Batch, number: int, rows: Taker) -> None:
        """Add a row for every suspicious stretch of a document."""
        text = batch.document(number).decode()
        for found in stretches(text):
            offset = len(text[: found.start].encode()) if batch.by_line else 0
            rows.add(
                Row(
                    "",
                    batch.line(number, offset),
                    batch.ids[number],
                    "suspicious",
                    found.rule,
                    "",
                    "",
                    found.start,
                    found.end,
                    found.confidence,
                    masked(text[found.start : found.end], 1),
                    "",
                    batch.field(number),
                )
            )
