"""Writing people, rights, organisations, tokens."""

from hegui.server.accounts.services.access import (
    access_end,
    password_set,
    person_activate,
    person_deactivate,
    person_erase,
)
from hegui.server.accounts.services.duties import duties_change
from hegui.server.accounts.services.entry import first_setup, invitation_accept, password_renew
from hegui.server.accounts.services.people import (
    assignment_withdraw,
    engagement_change,
    invitation_create,
    invitation_revoke,
    password_link_create,
)
from hegui.server.accounts.services.places import (
    domain_change,
    hold_lift,
    hold_set,
    organisation_change,
    retention_change,
)
from hegui.server.accounts.services.profile import profile_change
from hegui.server.accounts.services.tokens import token_create, token_revoke

__all__ = [
    "access_end",
    "assignment_withdraw",
    "domain_change",
    "duties_change",
    "engagement_change",
    "first_setup",
    "hold_lift",
    "hold_set",
    "invitation_accept",
    "invitation_create",
    "invitation_revoke",
    "organisation_change",
    "password_link_create",
    "password_renew",
    "password_set",
    "person_activate",
    "person_deactivate",
    "person_erase",
    "profile_change",
    "retention_change",
    "token_create",
    "token_revoke",
]
