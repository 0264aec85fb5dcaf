"""Taking in a bundle that was made elsewhere: verified first, in place, never unpacked."""

import zipfile
from pathlib import Path

from hegui.server.runs.work.events import emit
from hegui.server.runs.work.facts import facts_of
from hegui.server.runs.work.job import VIEW, Answer, Job, Trouble
from hegui.server.runs.work.troubles import troubles_in
from hegui.server.runs.work.viewing import write_view

TOO_LARGE = Trouble(
    zh="展开后超过 {limit} MB 的上限。",
    en="It unpacks to more than the limit of {limit} MB.",
    code="too_large",
)


def import_bundle(job: Job, folder: Path) -> Answer:
    """Verify the archive with everything it claims; refuse it file by file, or take it in."""
    from hegui.assess.rendering import report_problems
    from hegui.bundle import open_bundle, verify
    from hegui.bundle.keys import public_of

    archive = Path(job.archives[0])
    if trouble := too_large(archive, job.max_bytes):
        return Answer(state="refused", problems=(trouble,))
    emit("verifying")
    found = verify(archive, public_of(job.key) if job.key else None, recheck=report_problems)
    if not found.ok:
        return Answer(state="refused", problems=troubles_in(found.problems))
    bundle = open_bundle(archive)
    write_view(bundle, folder / VIEW)
    return Answer(state="done", bundle=facts_of(bundle, found))


def view_bundle(job: Job, folder: Path) -> Answer:
    """Take out again what pages show of a bundle that was verified before."""
    from hegui.bundle import open_bundle

    write_view(open_bundle(Path(job.archives[0])), folder / VIEW)
    return Answer(state="done")


def too_large(archive: Path, limit: int) -> Trouble | None:
    """Return what is wrong with the size that an archive says to unpack to."""
    try:
        with zipfile.ZipFile(archive) as opened:
            size = sum(info.file_size for info in opened.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None  # verifying says what is wrong with it
    if size <= limit:
        return None
    shown = limit // 1_000_000
    return Trouble(
        zh=TOO_LARGE.zh.format(limit=shown),
        en=TOO_LARGE.en.format(limit=shown),
        code=TOO_LARGE.code,
        path=archive.name,
    )
