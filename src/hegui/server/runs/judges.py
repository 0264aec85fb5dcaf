"""The judges that a declaration names in files: held to the same addresses, keys and folders as it is."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hegui.common.errors import HeguiError
from hegui.project.model import Project
from hegui.project.paths import inside
from hegui.server.core.models import Organisation
from hegui.server.rest.outside import check_url
from hegui.server.runs.bindings import check_secret
from hegui.server.runs.errors import TargetRefusedError

MOST_BYTES = 1 << 20
"""A larger file of judges is not read."""


def check_judges(organisation: Organisation, project: Project, root: Path) -> None:
    """Refuse judges whose address leads inside, whose key is not for it, or whose files lie outside.

    Files that are not there are passed over: they may come until a run starts, and are checked then.
    """
    for name in judge_files(project):
        try:
            check_file(organisation, root, name)
        except HeguiError as error:
            raise TargetRefusedError(
                field="declaration",
                what_zh=f"判定者文件“{name[:200]}”：{error.message('zh')}",
                what_en=f"the file of judges “{name[:200]}”: {error.message('en')}",
                count=1,
            ) from error


def judge_files(project: Project) -> Iterator[str]:
    """Yield the files of judges that the settings of checks name, each once."""
    named = (own.get("judges") for own in project.checks.values())
    yield from dict.fromkeys(name for name in named if isinstance(name, str) and name)


def check_file(organisation: Organisation, root: Path, name: str) -> None:
    """Check every judge of one file; raise the error of the first that may not be used."""
    from hegui.checks.model.judges.definition import read_judges

    path = inside(root, name)
    if not path.is_file():
        return
    if path.stat().st_size > MOST_BYTES:
        raise TargetRefusedError(
            field="judges", what_zh="文件超过 1 MB。", what_en="it is larger than 1 MB."
        )
    for spec in read_judges(path).specs:
        for file in filter(None, (spec.rubric, *spec.sheets)):
            inside(root, below(name, file))
        if spec.base_url:
            check_secret(organisation, spec.api_key_env, spec.base_url)
            check_url(spec.base_url)


def below(name: str, file: str) -> str:
    """Return a path that a file of judges names, told from the folder of the declaration."""
    return str(PurePosixPath(name).parent / file)
