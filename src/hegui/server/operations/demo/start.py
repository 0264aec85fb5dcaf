"""Making the demonstration: what takes a moment at once, the assessment in a worker."""

from django.db import transaction

from hegui.server.core.models import Organisation, User
from hegui.server.operations.demo.example import declared
from hegui.server.operations.demo.measures import controls_make, evidence_make
from hegui.server.operations.demo.people import ADMIN, SLUG, Cast, cast_make
from hegui.server.operations.demo.records import (
    facts_make,
    obligations_make,
    requests_make,
    subjects_make,
)
from hegui.server.operations.demo.register import filings_make, relations_make

STEPS = (
    facts_make,
    subjects_make,
    relations_make,
    filings_make,
    obligations_make,
    controls_make,
    evidence_make,
    requests_make,
)
"""What is made after the people, in this order; each takes the cast."""


def demo_start() -> str:
    """Make the demonstration unless it is there; return the path of a link for its administrator.

    In a database with other people in it the link stands open to nobody but who reads this
    terminal.
    """
    if not Organisation.objects.filter(slug=SLUG).exists():
        with transaction.atomic():
            cast = make()
            queue(cast)
    from hegui.server.accounts.links import make_password_link

    return make_password_link(User.objects.get(email=ADMIN))


def make() -> Cast:
    """Make the organisation with everything but its assessment."""
    cast = cast_make(declared())
    for step in STEPS:
        step(cast)
    return cast


def queue(cast: Cast) -> None:
    """Leave the assessment to a worker."""
    from hegui.server.operations.demo.tasks import demo_assess

    demo_assess.enqueue(str(cast.organisation.id))
