"""Checks that are not run yet are named, plan nothing and refuse to run."""

import pytest

from hegui.checks.pending import NotRunYetError, pending_checks, register
from hegui.engine.registry import DuplicateCheckError, Registry, load_checks


def test_pending_checks_are_registered_beside_the_others() -> None:
    registered = {check.id: check for check in load_checks().all()}
    for check in pending_checks():
        assert registered[check.id] is check
        assert check.pending
        assert check.version == "0"


def test_a_check_that_a_family_registers_must_lose_its_row() -> None:
    registry = Registry()
    registry.add(pending_checks()[0])
    with pytest.raises(DuplicateCheckError, match=r"pending\.yaml"):
        register(registry)


def test_a_pending_check_refuses_to_run() -> None:
    check = pending_checks()[0]
    with pytest.raises(NotRunYetError, match=check.id):
        check.run(None, None)  # type: ignore[arg-type]
