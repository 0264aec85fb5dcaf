"""From the folder of `hegui label sample` to the context of a report; reads no clock."""

import hashlib
import json
from collections import Counter
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from hegui.catalogue.model import Catalogue
from hegui.common.errors import WrongUseError
from hegui.common.text import Lang, Text
from hegui.engine.statistics import upper_bound
from hegui.reports.context import Word
from hegui.reports.corpus.context import CorpusContext, Part, Picture, Table
from hegui.reports.corpus.say import corpus_words, shown
from hegui.reports.labels.thumbnails import thumbnail
from hegui.reports.words import chosen

NAMES = ("draw.json", "files.jsonl", "measures.json")
MOST_FILES, MOST_PICTURES = 500, 48
STATES = {"compliant": "holds", "noncompliant": "fails", "not_found": "fails"}
ORDER = ("noncompliant", "not_found", "inconclusive", "compliant", "")


class NotASampleError(WrongUseError):
    """A folder is no output of `hegui label sample`."""

    code = "label_report_folder"
    text = Text(
        "“{path}”不是 hegui label sample 的输出文件夹，或已损坏。",
        "“{path}” is no output folder of hegui label sample, or it is damaged.",
    )


@cache
def label_words(lang: Lang) -> dict[str, Any]:
    """Return the words of the report in one language."""
    text = files("hegui.reports.labels").joinpath("words.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = chosen(yaml.safe_load(text), lang)
    return words


def build_labels(folder: Path, catalogue: Catalogue, lang: Lang, *, as_of: str) -> CorpusContext:
    """Build the context of the report; raises `NotASampleError`."""
    try:
        data = [(folder / name).read_bytes() for name in NAMES]
        drawn, measures = json.loads(data[0]), json.loads(data[2])
        rows = [json.loads(line) for line in data[1].splitlines()]
        rows.sort(key=lambda row: (min(map(ORDER.index, verdicts(row))), row["id"]))
        parts = _parts(rows, drawn, measures, lang)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotASampleError(path=folder) from error
    digest = hashlib.sha256(b"".join(data)).hexdigest()
    words = corpus_words(lang) | {"title": label_words(lang)["title"]}
    version = f"{catalogue.version} ({catalogue.digest[:12]})"
    return CorpusContext(
        lang=lang,
        w=words,
        title=words["title"],
        name=shown(folder.name),
        as_of=as_of,
        report_id=digest[:12],
        digest=digest,
        catalogue=version,
        facts=(
            (words["as_of"], as_of),
            (words["catalogue"], version),
            (words["digest"], digest),
        ),
        parts=parts,
    )


def verdicts(row: dict[str, Any]) -> tuple[str, str]:
    """Return the verdicts on the explicit and on the implicit label of a file, "" where none."""
    explicit = row["explicit"]["verdict"] if row["content"] else ""
    return explicit, row["implicit"]["verdict"] if "implicit" in row else "inconclusive"


def _parts(
    rows: list[dict[str, Any]], drawn: dict[str, Any], measures: dict[str, Any], lang: Lang
) -> tuple[Part, ...]:
    w = label_words(lang)
    done = Word("done", corpus_words(lang)["states"]["done"])
    values = {name: drawn[name] for name in ("method", "population", "size", "seed")}
    sample = shown(w["drawn"].format(**values, digest=drawn["ids_sha256"]))
    pictures = tuple(_pictures(rows, lang))
    state = done if pictures else Word("not_run", corpus_words(lang)["states"]["not_run"])
    return (
        Part("sample", w["sample"], done, (sample,)),
        Part(
            "measures",
            w["measures"],
            done,
            tuple(_bounds(measures, w)),
            tables=(_measures(measures, w),),
        ),
        Part("formats", w["formats"], done, tables=(_formats(rows, w),)),
        Part("files", w["files"], done, tables=(_files(rows, w, lang),)),
        Part("pictures", w["pictures"], state, pictures=pictures),
        Part("unseen", w["limits"], done, tuple(w["unseen"])),
    )


def _measures(measures: dict[str, Any], w: dict[str, Any]) -> Table:
    rows = tuple(
        (
            _named(name, w),
            *(
                f"{found[key]:,}"
                for key in ("files", "compliant", "noncompliant", "not_found", "inconclusive")
            ),
        )
        for name, found in measures.items()
    )
    return Table(w["measures"], tuple(w["head_measures"]), rows, (1, 2, 3, 4, 5))


def _bounds(measures: dict[str, Any], w: dict[str, Any]) -> list[str]:
    lines = []
    for name, found in measures.items():
        failed = found["noncompliant"] + found["not_found"]
        judged = found["files"] - found["inconclusive"]
        if judged:
            bound = f"{upper_bound(failed, judged):.2%}"
            told = w["bound"].format(k=failed, n=judged, bound=bound, left=found["inconclusive"])
            lines.append(f"{_named(name, w)}{w['colon']}{told}")
    return lines


def _named(check: str, w: dict[str, Any]) -> str:
    """Return the title of a check with its id."""
    title = w["checks"].get(check)
    return w["named"].format(title=title, id=check) if title else shown(check)


def _formats(rows: list[dict[str, Any]], w: dict[str, Any]) -> Table:
    found: dict[str, Counter[str]] = {}
    for row in rows:
        counts = found.setdefault(str(row.get("format", "—")), Counter())
        counts["files"] += 1
        for side, verdict in zip(("explicit", "implicit"), verdicts(row), strict=True):
            counts[f"{side} {STATES.get(verdict, 'unknown' if verdict else '')}"] += 1
    columns = (
        "files",
        *(f"{s} {v}" for s in ("explicit", "implicit") for v in ("holds", "fails", "unknown")),
    )
    made = tuple(
        (shown(name), *(f"{counts[column]:,}" for column in columns))
        for name, counts in sorted(found.items())
    )
    return Table(w["formats"], tuple(w["head_formats"]), made, tuple(range(1, 8)))


def _files(rows: list[dict[str, Any]], w: dict[str, Any], lang: Lang) -> Table:
    made = []
    for row in rows[:MOST_FILES]:
        told = [str(row["why"])] if row["why"] else []
        for side in ("explicit", "implicit"):
            told += [reason[lang] for reason in row.get(side, {}).get("reasons", [])]
        names = (w["verdicts"][verdict] for verdict in verdicts(row))
        made.append((shown(row["id"]), *names, shown("; ".join(told)) or "—"))
    left = len(rows) - len(made)
    note = w["more"].format(count=left) if left else ""
    return Table(w["files"], tuple(w["head_files"]), tuple(made), (), note)


def _pictures(rows: list[dict[str, Any]], lang: Lang) -> list[Picture]:
    w = label_words(lang)
    found: list[Picture] = []
    for row in rows:
        if len(found) == MOST_PICTURES:
            break
        if row["content"] in ("image", "video") and (data := thumbnail(Path(row["file"]))):
            verdict = verdicts(row)[0]
            word = Word(STATES.get(verdict, "unknown"), w["verdicts"][verdict])
            name = f"picture-{len(found):03d}.jpg"
            found.append(Picture(name, data, shown(row["id"]), word))
    return found
