"""Keys of terms are made once; from the cache they stand for the same."""

from pathlib import Path

import pytest

from hegui.common.cache import cache_write
from hegui.engine import keys as module
from hegui.engine.forms import Form, forms
from hegui.engine.keys import CACHED_FROM, Keys
from hegui.engine.terms import Term

ODD = (
    Term(text="Abc 后面", risks=(), variants=("后台", "ABC 后面"), allow=("后面的路",)),
    Term(text="后台", risks=()),
    Term(text="abc 后面", risks=()),
    Term(text="VX微信", risks=()),
)
MANY = (*ODD, *(Term(text=f"词{number}", risks=()) for number in range(CACHED_FROM)))


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HEGUI_CACHE_DIR", str(tmp_path))
    return tmp_path


def by_key(terms: tuple[Term, ...]) -> dict[bytes, list[Form]]:
    """Return the forms of terms by key, made the plain way."""
    found: dict[bytes, list[Form]] = {}
    for at, term in enumerate(terms):
        for form in forms(at, term):
            found.setdefault(form.text.encode().lower(), []).append(form)
    return found


def as_dict(keys: Keys) -> dict[bytes, list[Form]]:
    return {key: list(keys.forms(number)) for number, key in enumerate(keys.keys)}


@pytest.mark.parametrize("terms", [ODD, MANY])
def test_keys_stand_for_the_forms_of_terms_the_first_and_the_second_time(
    terms: tuple[Term, ...],
) -> None:
    assert as_dict(Keys(terms)) == by_key(terms)
    assert as_dict(Keys(terms)) == by_key(terms)


def test_the_second_time_no_form_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    first = as_dict(Keys(MANY))
    monkeypatch.setattr(module, "_made", None)
    assert as_dict(Keys(MANY)) == first


def test_other_terms_have_other_keys() -> None:
    other = (*MANY[:-1], Term(text="别的", risks=()))
    assert Keys(MANY).digest != Keys(other).digest
    assert as_dict(Keys(other)) == by_key(other)


def test_what_is_kept_but_cannot_be_read_is_made_again(own_cache: Path) -> None:
    digest = Keys(MANY).digest
    cache_write(module.KIND, digest, b"\xc1")
    assert as_dict(Keys(MANY)) == by_key(MANY)
