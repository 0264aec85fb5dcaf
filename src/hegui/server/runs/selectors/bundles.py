"""Reading bundles: rows, what pages show of them, and the bundle itself.

Opening a bundle imports the engines: workers may, web processes read the view instead.
"""

import json
import shutil
import uuid
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from django.db.models import QuerySet

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.store import store
from hegui.server.runs.folders import private, view_folder
from hegui.server.runs.models import Bundle, Run
from hegui.server.runs.scope import engaged
from hegui.server.settings import read_settings

if TYPE_CHECKING:
    from hegui.bundle import Bundle as OpenedBundle
    from hegui.conformity.model import Assessment


def bundle_list(*, viewer: Viewer) -> QuerySet[Bundle]:
    """Return the bundles of the runs that the viewer may see (one query)."""
    from hegui.server.runs.selectors.runs import run_list

    runs = run_list(viewer=viewer).order_by().values("bundle_id")
    return Bundle.objects.filter(organisation=viewer.organisation, pk__in=runs).defer("verdicts")


def bundle_get(*, viewer: Viewer, bundle: uuid.UUID) -> Bundle:
    """Return one bundle or raise `NotFoundError`."""
    found = bundle_list(viewer=viewer).filter(pk=bundle).first()
    if found is None:
        raise NotFoundError(what=str(bundle))
    return found


def may_take(viewer: Viewer, run: Run) -> bool:
    """Tell whether the viewer may take the whole bundle of a run, with journals and evidence.

    That is who may start this run, or judges in its domain, or judges within an engagement whose
    assessment rests on this bundle.
    """
    if viewer.may("runs.start", run) or viewer.may("assessments.judge", run):
        return True
    if run.bundle_id is None:
        return False
    backing = engaged(viewer, "pk", "assessments.judge")
    return bool(Bundle.objects.filter(backing, pk=run.bundle_id).exists())


def bundle_archive(bundle: Bundle) -> Path:
    """Return the local path of a bundle's zip, fetched from the store if it is not on this disk."""
    place = getattr(store(), "path", None)
    if place is not None and isinstance(found := place(bundle.sha256), Path):
        return found
    path = private(read_settings().data / "cache" / "archives") / f"{bundle.sha256}.zip"
    if not path.exists():
        partial = path.with_suffix(f".{uuid.uuid4().hex}")
        with store().open(bundle.sha256) as source, partial.open("wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        partial.replace(path)
    return path


def bundle_open(bundle: Bundle) -> "OpenedBundle":
    """Return the opened bundle (read in place from its zip, every part against its digest)."""
    return _opened(str(bundle_archive(bundle)), bundle.sha256)


@lru_cache(maxsize=2)
def _opened(path: str, _sha256: str) -> "OpenedBundle":
    from hegui.bundle import open_bundle

    return open_bundle(Path(path))


def bundle_assessment(bundle: Bundle) -> "Assessment":
    """Return the answer of a bundle with all traces; quick and light: the bundle stays shut."""
    from hegui.conformity.model import Assessment

    data = (viewed(bundle) / "assessment.json").read_bytes()
    return msgspec.json.decode(data, type=Assessment)


def bundle_view(bundle: Bundle) -> dict[str, Any]:
    """Return what pages show of a bundle: its checks with rates, groups, what was not looked at."""
    found: dict[str, Any] = json.loads((viewed(bundle) / "view.json").read_bytes())
    return found


def bundle_findings(bundle: Bundle, key: str, start: int, count: int) -> list[dict[str, Any]]:
    """Return some findings of one result, by its key in the view."""
    path = viewed(bundle) / f"{key}.jsonl"
    return list(_lines(path, start, count)) if path.parent == viewed(bundle) else []


def _lines(path: Path, start: int, count: int) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in islice((row for row in file if row.strip()), start, start + count):
            yield json.loads(line)


def viewed(bundle: Bundle) -> Path:
    """Return the folder of the view, made again in a process of its own if it is not there."""
    folder = view_folder(bundle.digest)
    if not (folder / "view.json").exists():
        from hegui.server.runs.execution.aside import view_again

        view_again(bundle, folder)
    return folder
