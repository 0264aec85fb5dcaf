"""The declaration of a run: written by people, or made from the records here."""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from hegui.server.core.errors import ConflictError
from hegui.server.core.models import Organisation
from hegui.server.evidence.models import Item
from hegui.server.evidence.selectors.engine import duties_of
from hegui.server.inventory.selectors import subjects_as_declared
from hegui.server.obligations.selectors.facts import declared_at
from hegui.server.rest.outside import check_url
from hegui.server.runs.bindings import check_secret, folders_of
from hegui.server.runs.documents import documents_of
from hegui.server.runs.endpoints import project_of
from hegui.server.runs.errors import TargetRefusedError
from hegui.server.runs.folders import check_folder
from hegui.server.runs.judges import check_judges
from hegui.server.runs.models import Project, Target
from hegui.server.runs.people import people_of
from hegui.server.runs.shapes import LISTS, file_names

MOST_CHARS = 2_000_000


def check_declaration(project: Project) -> None:
    """Raise an error with every problem of a written declaration; endpoints and judges are checked too.

    Files are not looked for yet: they may come and go until a run starts.
    """
    from hegui.project import ProjectFileError

    if len(project.declaration) > MOST_CHARS:
        raise TargetRefusedError(
            field="declaration", what_zh="内容过长。", what_en="it is too long."
        )
    try:
        found = project_of(project.declaration)
    except ProjectFileError as error:
        raise TargetRefusedError(
            field="declaration",
            what_zh=told(error, "zh"),
            what_en=told(error, "en"),
            count=len(error.problems),
        ) from error
    check_endpoints(project.organisation, found.targets.endpoints)
    if project.folder:
        root = check_folder(project.folder, project.organisation)
        check_judges(project.organisation, found, root)


def told(error: Any, lang: Any) -> str:
    """Return the problems of a project file, one per line, without the path of a temporary file."""
    return "\n" + "\n".join(p.sentence("hegui.yaml", lang) for p in error.problems[:50])


def check_endpoints(organisation: Organisation, endpoints: Iterable[Any]) -> None:
    """Refuse addresses into private networks and secrets that are not for them."""
    for endpoint in endpoints:
        if endpoint.kind == "recorded":
            continue
        check_secret(organisation, endpoint.api_key_env, endpoint.base_url)
        check_url(endpoint.base_url)


def made(
    organisation: Organisation, targets: Sequence[Target], items: Sequence[Item]
) -> tuple[dict[str, Any], str]:
    """Return a declaration made from the records here, and the folder of its targets' files.

    Facts, people and inventory are those of the organisation; `items` are the evidence that its
    documents are made of.

    Raises `ConflictError` where the targets lie in folders that have no allowed folder in common.
    """
    root = common_root(targets, organisation)
    facts = declared_at(organisation)
    subjects = [subject_of(subject) for subject in subjects_as_declared(organisation)]
    known = {organisation.slug, *(subject["id"] for subject in subjects)}
    documents = documents_of(items, known)
    value: dict[str, Any] = {
        "schema": "hegui/project/1",
        "organisation": organisation_of(organisation),
        "facts": facts,
        "people": people_of(facts, documents, duties_of(organisation)),
        "subjects": subjects,
        "targets": targets_of(targets, root),
        "documents": documents,
    }
    return {name: part for name, part in value.items() if part}, root


def organisation_of(organisation: Organisation) -> dict[str, str]:
    """Return the organisation as declarations name it."""
    found = {"id": organisation.slug, "name": organisation.name, "name_en": organisation.name_en}
    found["credit_code"] = organisation.credit_code
    return {name: value for name, value in found.items() if value}


def subject_of(subject: Any) -> dict[str, Any]:
    """Return a subject without what is empty."""
    names = ("id", "kind", "name", "name_en", "version", "digest")
    return {name: getattr(subject, name) for name in names if getattr(subject, name)}


def common_root(targets: Sequence[Target], organisation: Organisation) -> str:
    """Return the folder above all targets with files; it must be allowed itself."""
    folders = [target.folder for target in targets if target.folder]
    if not folders:
        return ""
    root = os.path.commonpath([os.path.realpath(folder) for folder in folders])
    allowed = [Path(name).resolve() for name in folders_of(organisation)]
    if not any(Path(root).is_relative_to(place) for place in allowed):
        raise ConflictError(
            what_zh="所选目标的文件夹没有共同的、允许读取的上级文件夹；请分成几次运行。",
            what_en="the folders of these targets have no allowed folder in common; make several "
            "runs of them.",
        )
    return root


def targets_of(targets: Sequence[Target], root: str) -> dict[str, list[dict[str, Any]]]:
    """Return the targets as declarations list them, their files relative to the root."""
    found: dict[str, list[dict[str, Any]]] = {}
    for target in targets:
        own = {"id": target.key, "subject": target.subject.key, **target.settings}
        if target.folder:
            below = os.path.relpath(os.path.realpath(target.folder), root)
            own = moved(target.type, own, below)
        found.setdefault(LISTS[target.type], []).append(own)
    return found


def moved(kind: str, settings: dict[str, Any], below: str) -> dict[str, Any]:
    """Return settings whose files are told from a folder above."""

    def path(name: str) -> str:
        return name if below == "." or not name else str(PurePosixPath(below) / name)

    single, several = file_names(kind)
    found = dict(settings)
    for name in found.keys() & single:
        found[name] = path(found[name])
    for name in found.keys() & several:
        found[name] = [path(one) for one in found[name]]
    return found


def written(value: dict[str, Any], day: dt.date) -> str:
    """Return a declaration as the text of a hegui.yaml."""
    head = {"schema": value["schema"], "as_of": day.isoformat()}
    return yaml.safe_dump({**head, **value}, allow_unicode=True, sort_keys=False)
