"""Start of a working process."""

import os
import sys
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.server.runs.work.guard import (
    keep_out_of_private_networks,
    limit_memory,
    stop_with_the_worker,
)
from hegui.server.runs.work.job import Answer, Job, Trouble, read_answer, read_job, write_answer


def main(folder: Path) -> int:
    """Do the job of a folder and leave the answer there."""
    os.umask(0o077)
    job = read_job(folder)
    stop_with_the_worker()
    limit_memory(job.memory_mb)
    keep_out_of_private_networks(job.allow)
    done = read_answer(folder)
    if done is None or done.state != "done":
        write_answer(folder, answered(job, folder))
    return 0


def answered(job: Job, folder: Path) -> Answer:
    """Do the job; an error of the product becomes an answer, any other error ends the process."""
    from hegui.engine.errors import CancelledRunError

    try:
        return work(job, folder)
    except (CancelledRunError, KeyboardInterrupt):
        return Answer(state="cancelled")
    except HeguiError as error:
        from hegui.server.runs.work.troubles import troubles_of

        return Answer(state="failed", problems=troubles_of(error))
    except MemoryError:
        trouble = Trouble(zh="内存不够。", en="There was not enough memory.", code="memory")
        return Answer(state="failed", problems=(trouble,))


def work(job: Job, folder: Path) -> Answer:
    """Choose what to do."""
    if job.type == "assess":
        from hegui.server.runs.work.assessing import assess_project

        return assess_project(job, folder)
    if job.type == "plan":
        from hegui.server.runs.work.assessing import plan_project

        return plan_project(job, folder)
    if job.type == "import":
        from hegui.server.runs.work.importing import import_bundle

        return import_bundle(job, folder)
    if job.type == "compare":
        from hegui.server.runs.work.comparing import compare_bundles

        return compare_bundles(job, folder)
    from hegui.server.runs.work.importing import view_bundle

    return view_bundle(job, folder)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
