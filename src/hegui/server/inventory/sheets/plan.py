"""What an Excel file would change: looked at before anything is written."""

from dataclasses import dataclass, field
from typing import Any, TypeVar

from hegui.common.text import Text
from hegui.server.core.domains import domain_choices
from hegui.server.core.models import Domain, User
from hegui.server.core.people import person_choices
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject, SubjectVersion
from hegui.server.inventory.selectors import current_version, subject_list
from hegui.server.inventory.services.subjects import CHANGE
from hegui.server.inventory.sheets.columns import PLAIN, relation_sheet, seen_now, subject_sheet
from hegui.server.inventory.sheets.relations import NewRelation, plan_relations
from hegui.server.inventory.stages import stages_of
from hegui.server.pages.excel import SEEN, Problem, Reading, SheetRow, moved_since, read

T = TypeVar("T")
VERSION = ("label", "digest", "released_on")


@dataclass(slots=True)
class Changed:
    """A subject that is there already, and what the file says otherwise."""

    subject: Subject
    fields: dict[str, Any] = field(default_factory=dict)
    version: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    """What would happen. With problems nothing can be imported."""

    new: list[tuple[Subject, SubjectVersion | None]] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: int = 0
    relations: list[NewRelation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Tell whether the file would change nothing."""
        return not (self.new or self.changed or self.relations or self.problems)

    @property
    def more(self) -> int:
        """Return how many problems are not shown."""
        return self.problem_count - len(self.problems)


class Known:
    """What the organisation has already, looked up once."""

    def __init__(self, viewer: Viewer, overwrite: bool) -> None:
        self.viewer = viewer
        self.overwrite = overwrite
        self.subjects = {row.key: row for row in subject_list(viewer=viewer)}
        everyone = Subject.objects.filter(organisation=viewer.organisation)
        self.hidden = set(everyone.values_list("key", flat=True)) - set(self.subjects)
        self.people = list(person_choices(viewer))
        self.domains = list(domain_choices(viewer, CHANGE))
        labels = SubjectVersion.objects.filter(organisation=viewer.organisation)
        self.labels = set(labels.values_list("subject", "label"))

    def person(self, name: str) -> User | Text:
        """Return the person of a name or e-mail address, or why there is none."""
        found = [p for p in self.people if name.casefold() in (p.name.casefold(), p.email)]
        return _only(found, Text("责任人", "person"), name)

    def domain(self, name: str) -> Domain | Text:
        """Return the domain of a name, or why there is none."""
        return _only([d for d in self.domains if d.name == name], Text("业务域", "domain"), name)


def _only(found: list[T], what: Text, name: str) -> T | Text:
    if len(found) == 1:
        return found[0]
    if found:
        return Text(f"有多个{what.zh}叫“{name}”。", f"more than one {what.en} is called “{name}”.")
    return Text(f"没有叫“{name}”的{what.zh}。", f"no {what.en} is called “{name}”.")


def import_plan(*, viewer: Viewer, file: bytes, overwrite: bool = False) -> Plan:
    """Return what a file would change and all that is wrong with it; writes nothing.

    Unless `overwrite` is told, a row is wrong that would undo what was changed after its export.
    """
    sheet, found = subject_sheet(), read(subject_sheet(), file)
    known, plan = Known(viewer, overwrite), Plan()
    columns = {column.name: column for column in sheet.columns}
    for row in found.rows:
        wrong = _plan_row(row, known, plan)
        for name, what in wrong:
            found.refuse_cell(row, columns[name], what)
    others = read(relation_sheet(), file, optional=True)
    new = [subject for subject, _ in plan.new]
    if not found.problem_count and not others.problem_count:
        plan.relations = plan_relations(viewer, others, known.subjects, new)
    _sum_up(plan, found, others)
    return plan


def _sum_up(plan: Plan, *readings: Reading) -> None:
    for reading in readings:
        plan.problems += reading.problems
        plan.problem_count += reading.problem_count
        plan.ignored += reading.ignored


def _plan_row(row: SheetRow, known: Known, plan: Plan) -> list[tuple[str, Text]]:
    """Put a row into the plan; return what is wrong, by column."""
    values = row.values
    if not values.get("key") or not values.get("type") or not values.get("name"):
        return []
    if values["key"] in known.hidden:
        return [("key", Text("已被占用，你没有查看权限。", "is taken by one you may not see."))]
    fields, wrong = _fields(values, known)
    version = {name: values[name] for name in VERSION if values.get(name)}
    if (version.get("digest") or version.get("released_on")) and "label" not in version:
        wrong.append(("label", Text("有摘要或发布日期就要填版本。", "name the version.")))
    subject = known.subjects.get(values["key"])
    if subject is None:
        wrong += _plan_new(values, fields, version, known, plan)
    else:
        wrong += _plan_change(subject, values, fields, version, known, plan)
    return wrong


def _fields(values: dict[str, Any], known: Known) -> tuple[dict[str, Any], list[tuple[str, Text]]]:
    fields = {name: values[name] for name in PLAIN if name in values}
    if not fields.get("status", "x"):
        del fields["status"]
    wrong = []
    for name, find in (("owner", known.person), ("domain", known.domain)):
        if name not in values:
            continue
        found = find(values[name]) if values[name] else None
        if isinstance(found, Text):
            wrong.append((name, found))
        else:
            fields[name] = found
    return fields, wrong


def _plan_new(
    values: dict[str, Any],
    fields: dict[str, Any],
    version: dict[str, Any],
    known: Known,
    plan: Plan,
) -> list[tuple[str, Text]]:
    organisation = known.viewer.organisation
    subject = Subject(
        organisation=organisation,
        key=values["key"],
        type=values["type"],
        stage=values.get("stage", ""),
        **fields,
    )
    if subject.stage and subject.stage not in {s.id for s in stages_of(subject.type)}:
        return [("stage", Text("这类对象没有这个阶段。", "this kind has no such stage."))]
    if not known.viewer.may(CHANGE, subject):
        return [("domain", Text("你没有在此新建的权限。", "you may not create there."))]
    first = None
    if version:
        first = SubjectVersion(organisation=organisation, subject=subject, current=True, **version)
    plan.new.append((subject, first))
    return []


def _plan_change(
    subject: Subject,
    values: dict[str, Any],
    fields: dict[str, Any],
    version: dict[str, Any],
    known: Known,
    plan: Plan,
) -> list[tuple[str, Text]]:
    wrong = []
    if values["type"] != subject.type:
        wrong.append(("type", Text("已有对象的类别不能改。", "the kind cannot change.")))
    if values.get("stage") and values["stage"] != subject.stage:
        told = Text("阶段请在页面上变更。", "the stage changes on its page only.")
        wrong.append(("stage", told))
    if not known.viewer.may(CHANGE, subject):
        wrong.append(("key", Text("你没有修改它的权限。", "you may not change it.")))
    differing = {name: value for name, value in fields.items() if getattr(subject, name) != value}
    other, problem = _version_change(subject, version, known)
    wrong += problem
    moved = moved_since(values, seen_now(subject))
    if moved is not None and (differing or other) and not known.overwrite:
        wrong.append((SEEN.name, moved))
    if differing or other:
        plan.changed.append(Changed(subject, differing, other))
    else:
        plan.unchanged += 1
    return wrong


def _version_change(
    subject: Subject, version: dict[str, Any], known: Known
) -> tuple[dict[str, Any], list[tuple[str, Text]]]:
    """Return what the file says of the current version that is not so yet."""
    now = current_version(subject)
    if not version:
        return {}, []
    if now is None or now.label != version.get("label"):
        if (subject.pk, version.get("label")) in known.labels:
            told = Text(
                "是以前的版本；请在页面上设为当前。", "is an earlier version; set it there."
            )
            return {}, [("label", told)]
        return version, []
    if now.digest and version.get("digest", now.digest) != now.digest:
        told = Text("与已登记的摘要不同；内容变了请用新版本名。", "differs; name a new version.")
        return {}, [("digest", told)]
    return {name: v for name, v in version.items() if getattr(now, name) != v}, []
