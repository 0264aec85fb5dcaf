"""Who may sign what: signatures are about a purpose, a domain and the verdicts."""

from collections.abc import Callable

import pytest

from hegui.common.errors import HeguiError
from hegui.server.assessments.models import Assessment, SignOff
from hegui.server.assessments.services.assessments import assessment_change, assessment_move
from hegui.server.assessments.services.signing import roles_for, sign
from hegui.server.core.errors import ForbiddenError
from hegui.server.core.models import Organisation, User
from hegui.server.core.services import assignment_add, domain_create
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for

Viewers = Callable[..., Viewer]


def test_another_purpose_voids_what_was_signed(viewer: Viewers, plain: Assessment) -> None:
    officer = viewer("compliance_officer")
    assessment_change(acting_user=officer, assessment=plain, changes={"purpose": "internal"})
    assessment_move(acting_user=officer, assessment=plain, state="review")
    sign(acting_user=officer, assessment=plain, role="compliance_officer")
    plain.refresh_from_db()
    assert plain.state == "signed"
    assessment_change(acting_user=officer, assessment=plain, changes={"purpose": "third_party"})
    plain.refresh_from_db()
    assert plain.state == "review"
    assert SignOff.objects.get(assessment=plain).voided_at is not None
    with pytest.raises(HeguiError):
        assessment_move(acting_user=officer, assessment=plain, state="closed")


def test_a_role_of_one_domain_signs_nothing_of_another(
    org: Organisation, person: Callable[..., User], plain: Assessment
) -> None:
    here, there = (domain_create(acting_user=system_viewer(org), name=name) for name in "甲乙")
    user = person("nobody")
    for role, domain in (("compliance_officer", here), ("internal_auditor", there)):
        assignment_add(acting_user=system_viewer(org), user=user, role=role, domain=domain)
    assessment_change(acting_user=system_viewer(org), assessment=plain, changes={"domain": there})
    assert roles_for(viewer_for(user, org), plain) == ["internal_auditor"]


def test_an_assessment_is_not_moved_where_one_has_no_rights(
    org: Organisation, person: Callable[..., User], plain: Assessment
) -> None:
    here, there = (domain_create(acting_user=system_viewer(org), name=name) for name in "甲乙")
    user = person("nobody")
    assignment_add(
        acting_user=system_viewer(org), user=user, role="compliance_officer", domain=here
    )
    assessment_change(acting_user=system_viewer(org), assessment=plain, changes={"domain": here})
    with pytest.raises(ForbiddenError):
        assessment_change(
            acting_user=viewer_for(user, org), assessment=plain, changes={"domain": there}
        )
