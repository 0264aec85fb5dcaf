"""The cache keeps the counters of lockout and rate limits."""

from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache, caches


def test_the_cache_has_room_for_all_counters() -> None:
    made: Any = caches["default"]
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] == 100_000
    assert made._max_entries == 100_000


@pytest.mark.django_db
def test_a_counter_outlives_four_hundred_others() -> None:
    cache.set("lockout", 5, 600)
    for n in range(400):
        cache.set(f"other-{n}", n, 600)
    assert cache.get("lockout") == 5
