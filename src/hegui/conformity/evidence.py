"""Evidence conditions: every named type needs an item that is approved, recent and about this version.

A missing upload is unknown, not a failure: only a person's decision makes an evidence condition
fail.
"""

from hegui.catalogue.model import Condition
from hegui.common.text import Text
from hegui.conformity.case import VERSIONED, Case, subject_name
from hegui.conformity.judged import Judged, unknown
from hegui.conformity.matching import short
from hegui.conformity.wording import fill, sentences
from hegui.engine.model import EvidenceItem
from hegui.project.approvers import approvers
from hegui.project.model import Subject

ABSENT = Text(
    "缺少{type}；请提供{role}批准的文件。",
    "Missing: {type}. Provide a document or record that the {role} has approved.",
)
ABSENT_ANY = Text("缺少{type}；请提供。", "Missing: {type}. Provide it.")
GOOD = Text(
    "{type}以“{title}”（{date}，批准人 {by}）为证。",
    "{type}: “{title}” ({date}, approved by {by}).",
)
GOOD_UNAPPROVED = Text("{type}以“{title}”（{date}）为证。", "{type}: “{title}” ({date}).")
PERSON_CHECKS = Text(
    "文件内容是否说明所要求的事项，由评估员核对。",
    "Whether its content shows what is asked is for the assessor to check.",
)
NOT_GOOD = Text("{type}“{title}”不能采用：", "{type} “{title}” cannot be used:")
UNREADABLE = Text("文件读不出来{why}，请换一份；", "the file cannot be read{why}, replace it;")
FUTURE = Text(
    "日期 {date} 晚于评估基准日 {as_of}；",
    "it is dated {date}, after the assessment's day {as_of};",
)
TOO_OLD = Text(
    "日期 {date} 距基准日 {age} 天，超过 {limit} 天，已失效，请更新；",
    "it is dated {date}, {age} days old with a limit of {limit}, so it is stale: renew it;",
)
EXPIRED = Text("有效期已于 {until} 届满，请续期；", "it expired on {until}: renew it;")
NO_APPROVAL = Text(
    "没有批准记录，请由{role}批准；", "nobody has approved it: have the {role} approve it;"
)
WRONG_ROLE = Text(
    "批准人{by}不是{role}，请由{role}批准；",
    "{by}, who approved it, is not the {role}: have the {role} approve it;",
)
WRONG_ROLES = Text(
    "批准人{by}都不是{role}，请由{role}批准；",
    "none of its approvers ({by}) is the {role}: have the {role} approve it;",
)
APPROVED_LATER = Text(
    "批准日期 {on} 晚于评估基准日 {as_of}；",
    "it was approved on {on}, after the assessment's day {as_of};",
)
NOT_COVERED = Text(
    "没有写明对应{subject}的哪个版本，请在 covers 里注明；",
    "it does not say which version of {subject} it is about: add it under covers;",
)
STALE = Text(
    "对应的是{subject}的 {covered}，现在是 {now}，已失效，请按当前版本更新；",
    "it is about {covered} of {subject}, which is now {now}, so it is stale: renew it;",
)
NO_VERSION = Text(
    "{subject}没有声明版本或摘要，无从核对，请先声明；",
    "{subject} declares neither version nor digest, so nothing can be matched: declare them;",
)
OTHER_SUPPLIER = Text(
    "说的是别的供应商，不是{subject}；", "it is about other suppliers, not {subject};"
)


def judge_evidence(case: Case, condition: Condition, subject: Subject | None) -> Judged:
    """Judge an evidence condition for one subject, or for the organisation."""
    found = [judge_type(case, condition, subject, type_id) for type_id in condition.evidence]
    sources = tuple(dict.fromkeys(s for part in found for s in part.sources))
    lacking = [part.reason for part in found if part.state != "holds"]
    if lacking or not found:
        return unknown(sentences(lacking), sources=sources)
    reasons = [*(part.reason for part in found), PERSON_CHECKS]
    return Judged("holds", sentences(reasons), sources=sources)


def judge_type(case: Case, condition: Condition, subject: Subject | None, type_id: str) -> Judged:
    """Find a good item of one type, or say what is wrong with the closest one."""
    named, role = case.evidence_type(type_id), case.role(condition.role)
    ranked = sorted(
        (
            (len(problems), -item.date.toordinal(), item.id, item, problems)
            for item in case.evidence.get(type_id, ())
            for problems in [faults(case, condition, subject, item)]
        ),
        key=lambda entry: entry[:3],
    )
    if not ranked:
        return unknown(fill(ABSENT if condition.role else ABSENT_ANY, type=named, role=role))
    item, problems = ranked[0][3:]
    source = (f"evidence:{item.id}",)
    title = item.title or item.path
    if problems:
        head = fill(NOT_GOOD, type=named, title=title)
        return unknown(ended(sentences([head, *problems])), sources=source)
    template = GOOD if approvers(item.approved_by) else GOOD_UNAPPROVED
    by = case.approvers(item)
    good = fill(template, type=named, title=title, date=item.date, by=by)
    return Judged("holds", good, sources=source)


def ended(text: Text) -> Text:
    """Close a list of faults with a full stop."""
    return Text(text.zh.rstrip("；") + "。", text.en.rstrip(";") + ".")


def faults(
    case: Case, condition: Condition, subject: Subject | None, item: EvidenceItem
) -> list[Text]:
    """Return every reason why an item does not serve; an empty list means that it does."""
    return [
        *readable(item),
        *in_time(case, condition, item),
        *approved(case, condition, item),
        *covers(subject, item),
    ]


def readable(item: EvidenceItem) -> list[Text]:
    """Tell whether the file could be read."""
    if item.readable:
        return []
    zh = f"（{item.problem_zh.rstrip('。')}）" if item.problem_zh else ""
    en = f" ({item.problem_en.rstrip('.')})" if item.problem_en else ""
    return [fill(UNREADABLE, why=Text(zh, en))]


def in_time(case: Case, condition: Condition, item: EvidenceItem) -> list[Text]:
    """Tell whether an item is dated, young enough and still valid on the day of the assessment."""
    as_of, limit, told = case.inputs.as_of, condition.max_age_days, []
    age = (as_of - item.date).days
    if age < 0:
        told.append(fill(FUTURE, date=item.date, as_of=as_of))
    if limit is not None and age > limit:
        told.append(fill(TOO_OLD, date=item.date, age=age, limit=limit))
    if item.valid_until is not None and item.valid_until < as_of:
        told.append(fill(EXPIRED, until=item.valid_until))
    return told


def approved(case: Case, condition: Condition, item: EvidenceItem) -> list[Text]:
    """Tell whether the right role has approved an item, by the day of the assessment.

    Where several people approved it, one of them in the role is enough.
    """
    if not condition.role:
        return []
    role, as_of = case.role(condition.role), case.inputs.as_of
    if not approvers(item.approved_by):
        return [fill(NO_APPROVAL, role=role)]
    if condition.role not in item.approver_roles:
        template = WRONG_ROLES if len(approvers(item.approved_by)) > 1 else WRONG_ROLE
        return [fill(template, role=role, by=case.approvers(item))]
    if item.approved_on is not None and item.approved_on > as_of:
        return [fill(APPROVED_LATER, on=item.approved_on, as_of=as_of)]
    return []


def covers(subject: Subject | None, item: EvidenceItem) -> list[Text]:
    """Tell whether an item is about this subject in its current version."""
    if subject is None:
        return []
    name = subject_name(subject)
    if subject.kind not in VERSIONED:
        other = item.covers and subject.id not in item.covers
        return [fill(OTHER_SUPPLIER, subject=name)] if other else []
    current = [mark for mark in (subject.version, subject.digest) if mark]
    covered = item.covers.get(subject.id, "")
    if not covered:
        return [fill(NOT_COVERED, subject=name)]
    if not current:
        return [fill(NO_VERSION, subject=name)]
    if covered in current:
        return []
    now = subject.version or short(subject.digest)
    return [fill(STALE, subject=name, covered=covered, now=now)]
