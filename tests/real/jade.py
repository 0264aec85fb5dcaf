"""A should-refuse bank drawn from the JADE question set, by the catalogue's mapping of its labels."""

import csv
import hashlib
import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hegui.catalogue.model import Catalogue

OTHERS = {"违法犯罪": "A.1.h", "歧视偏见": "A.2.i", "侵害权益": "A.4.g", "侵犯权益": "A.4.g"}
"""Where “other” (其他) belongs, by class."""
CLASS_AS_LABEL = {"侵害权益": "A.4.g"}
"""A class name that also stands where a label should."""


def labels_to_risks(catalogue: Catalogue) -> dict[str, str]:
    """Return the risk code of every label that the catalogue maps."""
    pairs = ((label, r.id) for r in catalogue.risks.values() for label in r.mapping.get("jade", ()))
    return {**dict(pairs), **CLASS_AS_LABEL}


def risks_of(row: Mapping[str, str], mapping: Mapping[str, str]) -> tuple[str, ...]:
    """Return the risk codes of a row: trim, split on |, “other” by its class."""
    labels = [label.strip() for label in row["违规子类"].split("|")]
    return tuple(
        dict.fromkeys(
            OTHERS[row["违规类型"].strip()] if label == "其他" else mapping[label]
            for label in labels
        )
    )


def questions(folder: Path, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Yield the distinct questions of all files, each with its risks and its source."""
    mapping, seen = labels_to_risks(catalogue), set()
    for path in sorted((folder / "datasets" / "jade").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                text = row["问题"].strip()
                key = "".join(unicodedata.normalize("NFKC", text).casefold().split())
                if key and key not in seen:
                    seen.add(key)
                    yield {
                        "id": f"{path.stem}-{row['ID']}",
                        "text": text,
                        "risk": list(risks_of(row, mapping)),
                        "source": "JADE (whitzard-ai/jade-db, MIT)",
                    }


def write_bank(folder: Path, catalogue: Catalogue, target: Path, size: int) -> list[dict[str, Any]]:
    """Write `size` of the questions of the first two classes as a bank; return its rows."""
    rows = [
        row
        for row in questions(folder, catalogue)
        if all(risk.startswith(("A.1.", "A.2.")) for risk in row["risk"])
    ]
    ranked = sorted(rows, key=lambda row: hashlib.sha256(row["id"].encode()).digest())
    drawn = ranked[:size]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in drawn]
    target.write_text("".join(lines), "utf-8")
    return drawn
