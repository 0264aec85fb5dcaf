"""What is noted when people sign in, fail to, or change their second factor."""

import logging
from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver

from hegui.server.core.models import User
from hegui.server.core.writing import writing_system

log = logging.getLogger("hegui.security")


@receiver(authenticator_added)
def on_factor_added(user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record a new second factor."""
    _note(user, "core.user.factor_added", authenticator)


@receiver(authenticator_removed)
def on_factor_removed(user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record a second factor that is gone."""
    _note(user, "core.user.factor_removed", authenticator)


@receiver(authenticator_reset)
def on_factor_reset(user: User, authenticator: Any, **kwargs: Any) -> None:
    """Record new recovery codes."""
    _note(user, "core.user.factor_renewed", authenticator)


@receiver(user_logged_in)
def on_signed_in(user: User, **kwargs: Any) -> None:
    """Log a sign-in by the person's id."""
    log.info("signed in: %s", user.pk)


@receiver(user_login_failed)
def on_failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    """Log a failure, without what was typed."""
    log.warning("sign-in failed")


def _note(user: User, action: str, authenticator: Any) -> None:
    with writing_system(user) as write:
        write.note(action, user, after={"type": str(authenticator.type)})
