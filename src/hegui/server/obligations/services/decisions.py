"""A person decides whether an obligation applies; the machine's answer is kept beside it."""

import datetime as dt

from hegui.common.dates import today
from hegui.common.text import Text
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.obligations.models import ApplicabilityDecision
from hegui.server.obligations.selectors.applicability import machine_answers
from hegui.server.obligations.selectors.facts import facts_at
from hegui.server.obligations.selectors.register import obligation_row
from hegui.server.obligations.services.problems import NO_REASON, YEARS, conflict, invalid
from hegui.server.obligations.services.rights import require_whole


def decision_make(
    *,
    acting_user: Viewer,
    obligation: str,
    state: str,
    reason: str,
    effective_on: dt.date | None = None,
) -> ApplicabilityDecision:
    """Decide that an obligation applies or does not, from a day on; a reason is required."""
    require_whole(acting_user)
    obligation_row(obligation)
    if state not in ApplicabilityDecision.State.values:
        raise invalid(
            "state", Text("只能判为适用或不适用。", "decide that it applies or that it does not.")
        )
    day = effective_on or today()
    _check(reason, day)
    machine = machine_answers(facts_at(acting_user.organisation, day), day)[obligation]
    decision = ApplicabilityDecision(
        organisation=acting_user.organisation,
        obligation=obligation,
        state=state,
        reason=reason.strip(),
        person=acting_user.user,
        effective_on=day,
        machine_state=machine.state,
        machine_zh=machine.zh,
        machine_en=machine.en,
        catalogue=catalogue().version,
    )
    with writing(acting_user) as write:
        return write.create(decision, "obligations.decision.made", reason=decision.reason)


def decision_withdraw(
    *,
    acting_user: Viewer,
    decision: ApplicabilityDecision,
    reason: str,
    expected: int | None = None,
) -> ApplicabilityDecision:
    """Withdraw a decision from today on: an earlier one, or the machine, holds again."""
    require_whole(acting_user)
    _check(reason, today())
    if decision.withdrawn_on:
        raise conflict(Text("这项判断已经撤回。", "this decision has been withdrawn already."))
    changes = {
        "withdrawn_on": today(),
        "withdrawn_by": acting_user.user,
        "withdrawn_reason": reason.strip(),
    }
    with writing(acting_user) as write:
        return write.change(
            decision,
            "obligations.decision.withdrawn",
            changes,
            expected=expected,
            reason=reason.strip(),
        )


def _check(reason: str, day: dt.date) -> None:
    if not reason.strip():
        raise invalid("reason", NO_REASON)
    if not 1990 <= day.year <= 2199:
        raise invalid("effective_on", YEARS)
