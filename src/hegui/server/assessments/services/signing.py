"""Signing: a person in a required role puts their name to the verdicts as they are."""

from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml
from django.utils import timezone

from hegui.common.hashing import sha256_bytes
from hegui.server.assessments.errors import SigningError
from hegui.server.assessments.models import Assessment, ClauseAssessment, SignOff
from hegui.server.assessments.rights import may, require
from hegui.server.assessments.separation import (
    broken_by,
    one_person_allowed,
    separation,
    signatures,
)
from hegui.server.assessments.services.outcome import locked
from hegui.server.assessments.standing import to_judge_again
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing


class Purpose(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose of assessments: its name, and the roles that must sign."""

    zh: str
    en: str
    roles: tuple[str, ...]


@lru_cache(maxsize=1)
def purposes() -> dict[str, Purpose]:
    """Return the purposes by id, in order."""
    text = files("hegui.server.assessments").joinpath("data/signing.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text)["purposes"], dict[str, Purpose])


def verdicts_digest(assessment: Assessment) -> str:
    """Return the digest over all verdicts, the machine's and people's, in the order of clauses."""
    rows = ClauseAssessment.objects.filter(assessment=assessment).order_by("order")
    values = rows.values_list("clause", "verdict", "machine_verdict", "person_verdict")
    text = "\n".join("\x1f".join(row) for row in values.iterator(chunk_size=5000))
    return sha256_bytes(f"{assessment.conclusion}\n{text}".encode())


def missing_roles(assessment: Assessment) -> list[str]:
    """Return the required roles in which nobody has signed the verdicts as they are now."""
    signed = set(
        SignOff.objects.filter(assessment=assessment, voided_at=None).values_list("role", flat=True)
    )
    return [role for role in purposes()[assessment.purpose].roles if role not in signed]


def roles_for(viewer: Viewer, assessment: Assessment) -> list[str]:
    """Return the required roles that the viewer holds for this assessment.

    A role counts where it is held: in the assessment's domain or above it, or in an engagement that
    the assessment belongs to.
    """
    permission = "assessments.sign"
    if not may(viewer, permission, assessment):
        return []
    linked = set(assessment.engagements.values_list("pk", flat=True))
    path = assessment.domain.path if assessment.domain else ""
    held = {
        grant.role
        for grant in viewer.grants
        if permission in grant.permissions
        and (grant.engagement in linked if grant.engagement else path.startswith(grant.path))
    }
    return [role for role in purposes()[assessment.purpose].roles if role in held]


def sign(
    *,
    acting_user: Viewer,
    assessment: Assessment,
    role: str,
    statement: str = "",
    seen_digest: str = "",
) -> SignOff:
    """Sign an assessment under review in a required role that the person holds.

    `seen_digest` is that of the verdicts the person saw: if they changed since, nothing is signed.
    Nothing is signed either while verdicts wait to be judged again, or against the separation of
    duties, unless the organisation lets one person sign; the ledger then names the rule.
    """
    require(acting_user, "assessments.sign", assessment)
    if len(statement) > 4000:
        raise InvalidError(field="statement", what_zh="文字过长。", what_en="it is too long.")
    with writing(acting_user) as write:
        held = locked(assessment)
        digest = verdicts_digest(held)
        _check(acting_user, held, role, seen_digest, digest)
        refuse_outdated(held)
        aside = separated(acting_user, held, role)
        row = SignOff(
            organisation_id=held.organisation_id,
            assessment=held,
            role=role,
            person=acting_user.user,
            statement=statement.strip(),
            conclusion=held.conclusion,
            digest=digest,
            at=timezone.now(),
        )
        write.create(row, "assessments.sign_off.given", reason=aside)
        if not missing_roles(held):
            write.change(held, "assessments.assessment.signed", {"state": "signed"})
    return row


def _check(viewer: Viewer, held: Assessment, role: str, seen: str, digest: str) -> None:
    if viewer.user is None or role not in roles_for(viewer, held):
        raise SigningError(
            what_zh="你没有本评估所要求的这一签署角色。",
            what_en="you do not hold this role, or this assessment does not ask for it.",
        )
    if held.state not in ("review", "signed"):
        raise SigningError(
            what_zh="请先把评估提交复核。", what_en="send the assessment to review first."
        )
    if seen and seen != digest:
        raise SigningError(
            what_zh="你打开页面后，有条款的结论变了；请重新查看再签署。",
            what_en="verdicts changed since you opened the page; look again, then sign.",
        )
    where = SignOff.objects.filter(assessment=held, role=role, voided_at=None)
    if where.filter(person=viewer.user).exists():
        raise SigningError(
            what_zh="你已以这一角色签署。", what_en="you have signed in this role already."
        )


NAMED = 8
"""So many clauses a refusal names."""


def refuse_outdated(assessment: Assessment) -> None:
    """Raise while verdicts rest on something older, or on evidence that does not count any more."""
    found = to_judge_again(assessment)
    if not found:
        return
    rows = ClauseAssessment.objects.filter(assessment=assessment, clause__in=found)
    first = list(rows.order_by("order").values_list("clause", flat=True)[:NAMED])
    more = len(found) > NAMED
    raise SigningError(
        what_zh=f"有 {len(found)} 条结论需重新判定（依据已变，或所据证据已失效、撤回、被取代）："
        f"{'、'.join(first)}{' 等' if more else ''}。请先逐条处理。",
        what_en=f"{len(found)} verdicts wait to be judged again, since what they rest on changed "
        f"or their evidence is stale, withdrawn or superseded: {', '.join(first)}"
        f"{' …' if more else ''}. See to them first.",
    )


def separated(viewer: Viewer, assessment: Assessment, role: str) -> str:
    """Return which rules of separation are set aside for a signature; raise where they hold."""
    given = [*signatures(assessment), (role, viewer.actor)]
    wanted = set(purposes()[assessment.purpose].roles)
    complete = wanted <= {name for name, _ in given}
    broken = broken_by(assessment, given, complete=complete, person=viewer.actor)
    if not broken:
        return ""
    organisation = Organisation.objects.get(pk=assessment.organisation_id)
    rules = separation().rules
    if one_person_allowed(organisation):
        return "；".join(f"{rules[name].zh} / {rules[name].en}" for name in broken)
    first = rules[broken[0]]
    raise SigningError(
        what_zh=f"职责须分离：{first.zh}。请由另一人签署；只有一人的组织可由管理员在“签署规则”里允许。",
        what_en=f"duties are separated: {first.en}. Let somebody else sign; an administrator of an "
        "organisation of one person can allow it under “Rules of signing”.",
    )


def void(write: Writing, assessment: Assessment) -> int:
    """Mark the sign-offs as void, since verdicts changed; a signed assessment is reviewed again."""
    now = timezone.now()
    rows = list(SignOff.objects.filter(assessment=assessment, voided_at=None))
    for row in rows:
        write.change(row, "assessments.sign_off.voided", {"voided_at": now})
    if assessment.state == Assessment.State.SIGNED:
        write.change(assessment, "assessments.assessment.reopened", {"state": "review"})
    return len(rows)
