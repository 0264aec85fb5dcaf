"""Forms of accounts."""

from hegui.server.accounts.forms.duties import DutiesForm
from hegui.server.accounts.forms.entry import FirstForm, JoinForm, NewPasswordForm
from hegui.server.accounts.forms.people import (
    AssignmentForm,
    EngagementForm,
    InvitationForm,
    ReasonForm,
)
from hegui.server.accounts.forms.places import (
    DomainForm,
    HoldForm,
    OrganisationForm,
    OrganisationNewForm,
    RetentionForm,
)
from hegui.server.accounts.forms.profile import ProfileForm, TokenForm

__all__ = [
    "AssignmentForm",
    "DomainForm",
    "DutiesForm",
    "EngagementForm",
    "FirstForm",
    "HoldForm",
    "InvitationForm",
    "JoinForm",
    "NewPasswordForm",
    "OrganisationForm",
    "OrganisationNewForm",
    "ProfileForm",
    "ReasonForm",
    "RetentionForm",
    "TokenForm",
]
