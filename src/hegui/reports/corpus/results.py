"""What the folders hold, by what it is: folders by command, results of checks, rates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hegui.reports.corpus.findings import Found, read_found
from hegui.reports.corpus.folders import Folder

RATE = frozenset({"n", "k", "lower", "upper"})


@dataclass(frozen=True, slots=True)
class Input:
    """All folders of a report, and the findings of its scans."""

    folders: tuple[Folder, ...]
    found: tuple[Found, ...]

    @classmethod
    def of(cls, folders: Sequence[Folder]) -> "Input":
        """Read the findings of the scans."""
        scans = [folder for folder in folders if folder.kind == "scan"]
        named = [(one.path, [str(line.get("shard")) for line in one.lines]) for one in scans]
        return cls(tuple(folders), tuple(read_found(*one) for one in named))

    def of_kind(self, kind: str) -> list[Folder]:
        """Return the folders that a command left."""
        return [folder for folder in self.folders if folder.kind == kind]

    def documents(self) -> Iterator[tuple[Folder, str, dict[str, Any]]]:
        """Yield all JSON documents with their folder and file name."""
        for folder in self.folders:
            for name, document in folder.documents.items():
                yield folder, name, document

    def results(self, *checks: str) -> list[dict[str, Any]]:
        """Return the results of checks, all of them where none is named."""
        found = [
            d for _, _, d in self.documents() if isinstance(d.get("check"), str) and "measures" in d
        ]
        return [d for d in found if not checks or d["check"] in checks]

    def rates(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield every rate in a document that is no result of a check: place, signs, rate."""
        for folder, name, document in self.documents():
            if "measures" not in document:
                for place, found in _rates(document, ""):
                    yield (
                        f"{folder.path.name}/{name}{place}",
                        str(document.get("schema", "")),
                        found,
                    )


def signs(name: str, document: dict[str, Any]) -> str:
    """Return what tells what a document is: its file name, and its schema where it names one."""
    return f"{name} {document.get('schema', '')}"


def _rates(node: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        if set(node) >= RATE:
            yield place, node
            return
        for name, value in node.items():
            yield from _rates(value, f"{place} {name}")
    elif isinstance(node, list):
        for at, value in enumerate(node[:50]):
            yield from _rates(value, f"{place} {at + 1}")
