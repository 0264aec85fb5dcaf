"""Importing the inventory: all of a file or nothing of it."""

from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.inventory.models import Relation
from hegui.server.inventory.selectors import current_version
from hegui.server.inventory.services import subject_change, version_add, version_change
from hegui.server.inventory.services.subjects import CHANGE
from hegui.server.inventory.sheets.plan import Changed, Plan, import_plan
from hegui.server.pages.excel import refused


def inventory_import(*, acting_user: Viewer, file: bytes, overwrite: bool = False) -> Plan:
    """Import a file in one transaction and return what was done; a file with problems is refused.

    New subjects have one entry together, changed ones an entry each. `overwrite`: see `import_plan`.
    """
    acting_user.require(CHANGE)
    with writing(acting_user) as write:
        plan = import_plan(viewer=acting_user, file=file, overwrite=overwrite)
        if plan.problem_count:
            raise refused(plan.problems, plan.problem_count)
        _create(write, acting_user, plan)
        for changed in plan.changed:
            _change(acting_user, changed)
    return plan


def _create(write: Writing, viewer: Viewer, plan: Plan) -> None:
    about = viewer.organisation
    subjects = [subject for subject, _ in plan.new]
    versions = [version for _, version in plan.new if version is not None]
    relations = [
        Relation(
            organisation=about, source=row.source, target=row.target, type=row.type, note=row.note
        )
        for row in plan.relations
    ]
    if subjects:
        write.create_many(subjects, "inventory.subjects.imported", about)
    if versions:
        write.create_many(versions, "inventory.versions.imported", about)
    if relations:
        write.create_many(relations, "inventory.relations.imported", about)


def _change(viewer: Viewer, changed: Changed) -> None:
    subject, version = changed.subject, changed.version
    if changed.fields:
        subject_change(acting_user=viewer, subject=subject, changes=changed.fields)
    now = current_version(subject)
    if version and (now is None or now.label != version.get("label", now.label)):
        version_add(acting_user=viewer, subject=subject, **version)
    elif version and now is not None:
        version_change(acting_user=viewer, version=now, changes=version)
