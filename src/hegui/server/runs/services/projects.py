"""Writing projects."""

import hashlib
from typing import Any

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.runs.declarations import check_declaration
from hegui.server.runs.folders import check_folder
from hegui.server.runs.models import Project

CONFIGURE = "runs.configure"


def project_create(*, acting_user: Viewer, **fields: Any) -> Project:
    """Create a project; a declaration that was written is checked line by line."""
    acting_user.require_everywhere(CONFIGURE)
    project = Project(organisation=acting_user.organisation, **fields)
    check_project(project)
    with writing(acting_user) as write:
        return write.create(project, "runs.project.created")


def project_change(
    *,
    acting_user: Viewer,
    project: Project,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Project:
    """Change a project, if it still has the expected version."""
    acting_user.require_everywhere(CONFIGURE)
    draft = Project(organisation=project.organisation)
    for name in ("title", "source", "declaration", "folder", "active"):
        setattr(draft, name, changes.get(name, getattr(project, name)))
    check_project(draft)
    fields = {**changes, "declaration_sha256": draft.declaration_sha256}
    with writing(acting_user) as write:
        return write.change(
            project, "runs.project.changed", fields, expected=expected, reason=reason
        )


def check_project(project: Project) -> None:
    """Raise an error unless declaration and folder may be used; note the declaration's digest."""
    if project.folder:
        check_folder(project.folder, project.organisation)
    if project.source == Project.Source.MADE:
        project.declaration_sha256 = ""
        return
    if not project.declaration.strip():
        raise InvalidError(
            field="declaration",
            what_zh="请粘贴 hegui.yaml 的内容。",
            what_en="paste the text of a hegui.yaml.",
        )
    check_declaration(project)
    project.declaration_sha256 = hashlib.sha256(project.declaration.encode()).hexdigest()
