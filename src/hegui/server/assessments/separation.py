"""Separation of duties in signing: which rules hold, whether an organisation set them aside."""

from collections import defaultdict
from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml

from hegui.server.assessments.models import Assessment, ClauseAssessment, SignOff
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing

SETTING, ONE_PERSON = "signing", "one_person"
MAX_REASON = 1000


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of separation in words; `roles` are those that must be different people."""

    zh: str
    en: str
    roles: tuple[str, ...] = ()


class Separation(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of separation, with whose judgement they are."""

    source: str
    grade: str
    rules: dict[str, Rule]


@lru_cache(maxsize=1)
def separation() -> Separation:
    """Return the rules by id, in order."""
    text = files("hegui.server.assessments").joinpath("data/signing.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text)["separation"], Separation)


def one_person_allowed(organisation: Organisation) -> bool:
    """Tell whether the organisation lets one person judge and sign everything."""
    return bool((organisation.settings.get(SETTING) or {}).get(ONE_PERSON))


def broken_by(
    assessment: Assessment, signed: list[tuple[str, str]], *, complete: bool, person: str = ""
) -> list[str]:
    """Return the rules that signatures (role, person) break: one person's, or anybody's.

    Whether the one who judged signs alone is asked when all have signed.
    """
    apart, held = separation().rules["roles_apart"].roles, defaultdict(set)
    for role, who in signed:
        if role in apart and person in ("", who):
            held[who].add(role)
    found = ["roles_apart"] if any(len(roles) > 1 for roles in held.values()) else []
    people = {who for _, who in signed}
    if complete and len(people) == 1 and judged_by(assessment, next(iter(people))):
        found.append("judge_not_alone")
    return found


def judged_by(assessment: Assessment, person: str) -> bool:
    """Tell whether a person judged clauses of an assessment."""
    rows = ClauseAssessment.objects.filter(assessment=assessment, person_verdict__gt="")
    return rows.filter(decided_by=person).exists()


def signatures(assessment: Assessment) -> list[tuple[str, str]]:
    """Return role and person of the signatures that hold."""
    rows = SignOff.objects.filter(assessment=assessment, voided_at=None).order_by("id")
    return [(role, str(person)) for role, person in rows.values_list("role", "person")]


def one_person_set(*, acting_user: Viewer, allowed: bool, reason: str = "") -> Organisation:
    """Say whether one person may judge and sign everything; to allow it needs a reason."""
    acting_user.require_everywhere("organisation.change")
    reason = reason.strip()
    if (allowed and not reason) or len(reason) > MAX_REASON:
        raise InvalidError(
            field="reason",
            what_zh=f"请用 1 到 {MAX_REASON} 字写明理由。",
            what_en=f"give a reason of 1 to {MAX_REASON} characters.",
        )
    with writing(acting_user) as write:
        row: Organisation = Organisation.objects.select_for_update().get(
            pk=acting_user.organisation.pk
        )
        kept = {**(row.settings.get(SETTING) or {}), ONE_PERSON: allowed}
        settings = {**row.settings, SETTING: kept}
        write.change(
            row, "core.organisation.signing_changed", {"settings": settings}, reason=reason
        )
    return row
