"""One word for each idea, in Chinese and in English, over all texts of the server."""

import ast
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

SERVER = Path(__file__).resolve().parents[3] / "src/hegui/server"
RULES: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "retired_words.yaml").read_text("utf-8")
)
HAN = re.compile(r"[\u4e00-\u9fff]")
TAG = re.compile(r"""{%\s*t\s+("[^"]*"|'[^']*')\s+("[^"]*"|'[^']*')""")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;!?]|[\u4e00-\u9fff] *\(|\) *[\u4e00-\u9fff]")
TIGHT = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
PLAIN = re.compile(r"`[^`]*`|<[^>]*>|\w+://\S+|t=时间,v1=签名|\{[^}]*\}")


class Pair(NamedTuple):
    """A text in both languages and where it stands."""

    place: str
    zh: str
    en: str


def literal(node: ast.AST) -> str:
    """Return the text of a string, its placeholders as {}."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts)


def from_python(path: Path) -> Iterator[Pair]:
    """Return the pairs of a module: two arguments beside each other, Chinese then English."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        named = {word.arg: literal(word.value) for word in node.keywords if word.arg}
        told = [literal(arg) for arg in node.args]
        told += [value for _, value in sorted(named.items(), reverse=True)]
        for zh, en in itertools.pairwise(told):
            if HAN.search(zh) and en and not HAN.search(en):
                yield Pair(f"{path.relative_to(SERVER)}:{node.lineno}", zh, en)


def from_template(path: Path) -> Iterator[Pair]:
    """Return the pairs of a template."""
    for zh, en in TAG.findall(path.read_text("utf-8")):
        yield Pair(str(path.relative_to(SERVER)), zh[1:-1], en[1:-1])


def from_data(value: Any, place: str) -> Iterator[Pair]:
    """Return the pairs of a data file, however deep."""
    if isinstance(value, list):
        for inner in value:
            yield from from_data(inner, place)
    if isinstance(value, dict):
        for key, zh in value.items():
            en = value.get(str(key)[:-2] + "en")
            if str(key).endswith("zh") and isinstance(zh, str) and isinstance(en, str):
                yield Pair(place, zh, en)
            yield from from_data(zh, place)


def everything() -> list[Pair]:
    """Return all texts of the server."""
    pairs: list[Pair] = []
    for path in sorted(SERVER.rglob("*.py")):
        if "migrations" not in path.parts and "demo" not in path.parts:
            pairs += from_python(path)
    for path in sorted(SERVER.rglob("*.html")):
        pairs += from_template(path)
    for path in sorted(SERVER.rglob("data/*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        pairs += from_data(data, str(path.relative_to(SERVER)))
    return pairs


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """Collect the texts once."""
    found = everything()
    assert len(found) > 2000
    return found


@pytest.mark.parametrize("old", RULES["zh"])
def test_chinese_words_stay_retired(pairs: list[Pair], old: str) -> None:
    assert [pair for pair in pairs if old in pair.zh] == []


@pytest.mark.parametrize("old", RULES["en"])
def test_english_phrases_stay_retired(pairs: list[Pair], old: str) -> None:
    word = re.compile(rf"\b{re.escape(old)}\b")
    assert [pair for pair in pairs if word.search(pair.en)] == []


@pytest.mark.parametrize(("en", "zh"), RULES["pairs"].items())
def test_a_word_has_one_twin(pairs: list[Pair], en: str, zh: str) -> None:
    word = re.compile(rf"\b{en}\b", re.IGNORECASE)
    assert [
        pair for pair in pairs if word.search(PLAIN.sub("", pair.en)) and zh not in pair.zh
    ] == []


def test_chinese_is_set_as_chinese(pairs: list[Pair]) -> None:
    texts = [(pair.place, PLAIN.sub("", pair.zh)) for pair in pairs]
    assert [text for text in texts if HALF_WIDTH.search(text[1])] == []
    assert [text for text in texts if TIGHT.search(text[1])] == []
