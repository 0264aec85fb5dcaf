"""Every error of the package can be said in both languages, whatever its data is called."""

import importlib
import pkgutil
from collections.abc import Iterator
from string import Formatter

import pytest

import hegui
from hegui.cli.report import UnknownLanguageError, languages
from hegui.common.errors import HeguiError
from hegui.common.text import LANGS, Text

BUILDS_ITSELF = {"message", "__init__"}
"""An error that defines one of these builds its sentence itself; its own tests look at it."""


def builds_itself(kind: type[HeguiError]) -> bool:
    """Tell whether an error, or one that it refines, builds its sentence itself."""
    return any(
        BUILDS_ITSELF & vars(above).keys()
        for above in kind.__mro__[: kind.__mro__.index(HeguiError)]
    )


def kinds(root: type[HeguiError] = HeguiError) -> Iterator[type[HeguiError]]:
    for kind in root.__subclasses__():
        yield kind
        yield from kinds(kind)


def all_kinds() -> list[type[HeguiError]]:
    for module in pkgutil.walk_packages(hegui.__path__, "hegui."):
        if "__main__" not in module.name and "_examples" not in module.name:
            importlib.import_module(module.name)
    own = {kind for kind in kinds() if kind.__module__.startswith("hegui.")}
    return sorted(own, key=lambda kind: (kind.__module__, kind.__name__))


def names(template: str) -> set[str]:
    """Return the placeholders of a template, without attributes and indices."""
    fields = (field for _, field, _, _ in Formatter().parse(template) if field is not None)
    return {field.partition(".")[0].partition("[")[0] for field in fields}


def neutral(name: str, lang: str) -> str:
    """Return a name without its language: `what_zh` and `what_en` say the same."""
    return "" if name == lang else name.removesuffix(f"_{lang}")


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_both_sentences_of_an_error_take_the_same_data(kind: type[HeguiError]) -> None:
    used = {lang: names(getattr(kind.text, lang)) for lang in LANGS}
    assert {neutral(name, "zh") for name in used["zh"]} == {
        neutral(name, "en") for name in used["en"]
    }
    if builds_itself(kind):
        return
    data = {name: f"<{name}>" for name in used["zh"] | used["en"]}
    error = kind(**data)
    for lang in LANGS:
        said = error.message(lang)
        assert said
        assert [name for name in used[lang] if data[name] not in said] == []
        assert error.as_dict(lang) == {"code": kind.code, "message": said, "data": data}


def test_data_may_have_the_names_of_arguments() -> None:
    class OddError(HeguiError):
        text = Text("{lang}{self}{data}", "{lang} {self} {data}")

    assert OddError(lang="fr", self=1, data=2).message("en") == "fr 1 2"
    assert Text("{lang}", "{self}").both(lang="a", self="b") == "a / b"


def test_a_language_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownLanguageError) as caught:
        languages("fr")
    assert "fr" in caught.value.message("zh")
    assert "fr" in caught.value.message("en")
