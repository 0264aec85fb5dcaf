"""Every text of the pages exists in Chinese and in English."""

import ast
import re
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[3] / "src/hegui/server"
TEMPLATES = sorted(SERVER.glob("*/templates/**/*.html"))
DATA = ("operations/demo/", "pages/excel/", "settings/reference.py", "operations/prepare")
"""Content of the demonstration, and words that are read rather than shown."""
MODULES = sorted(
    path
    for path in SERVER.glob("**/*.py")
    if "migrations" not in path.parts and not str(path.relative_to(SERVER)).startswith(DATA)
)
HAN = re.compile(r"[\u4e00-\u9fff]")
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
ENGLISH_OR_CHINESE = re.compile(
    r'<(?P<tag>\w+)[^>]*\blang="(?:en|zh-CN)"[^>]*>.*?</(?P=tag)>', re.DOTALL
)
WORDS = re.compile(r"\b[A-Za-z]{4,}\b")
PROPER = {
    "hegui", "JSON", "HTML", "Excel", "JUnit", "SARIF", "CycloneDX", "OpenAPI", "Webhook", "HMAC",
    "Word", "AIBOM", "SHA-256", "JSONL", "TOTP", "nbsp", "middot", "rarr", "larr", "times", "hellip",
    "laquo", "raquo", "mdash", "ndash", "YAML", "XLSX", "curl", "openapi", "json", "yaml", "Bearer", "Authorization", "Python",
}  # fmt: skip


def visible(text: str) -> str:
    """Return the text nodes and read-aloud attributes of a template, tags of Django removed."""
    text = ENGLISH_OR_CHINESE.sub(" ", TAGS.sub(" ", text))
    text = re.sub(r"<(script|style|svg|code|pre)\b.*?</\1>", " ", text, flags=re.DOTALL)
    spoken = " ".join(re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text))
    return re.sub(r"<[^>]*>", " ", text) + " " + spoken


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(SERVER)))
def test_templates_speak_through_tags(path: Path) -> None:
    shown = visible(path.read_text(encoding="utf-8"))
    assert not HAN.search(shown), HAN.findall(shown)
    found = [word for word in WORDS.findall(shown) if word not in PROPER]
    assert not found


PAIRING = (ast.Call, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.Compare)
"""What may hold a text and its twin."""
LATIN = re.compile(r"[A-Za-z]{2,}")


def pairs_in(tree: ast.AST) -> set[int]:
    """Return the ids of the string constants that have English beside them, or in them."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if not isinstance(node, PAIRING):
            continue
        inner = [c for c in ast.walk(node) if isinstance(c, ast.Constant)]
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text":
            found |= {id(c) for c in inner if len(node.args) == 2}
        texts = [c for c in inner if isinstance(c.value, str)]
        if any(LATIN.search(c.value) and not HAN.search(c.value) for c in texts):
            found |= {id(c) for c in texts if small(node)}
        found |= {id(c) for c in texts if LATIN.search(c.value)}
    return found


def small(node: ast.AST) -> bool:
    """Tell whether a node is one message rather than a list of many."""
    return len(ast.unparse(node)) < LONGEST_MESSAGE


LONGEST_MESSAGE = 900
BOTH = 8
"""A text with so many English words speaks both languages itself."""

OWN_NAMES = {"简体中文"}
"""A language is called by its own name."""


def docstrings(tree: ast.AST) -> set[int]:
    """Return the ids of the constants that are docstrings."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", [])
        for inner in body if isinstance(body, list) else []:
            if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
                found.add(id(inner.value))
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SERVER)))
def test_python_texts_come_in_pairs(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    allowed = pairs_in(tree) | docstrings(tree)
    lone = [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and HAN.search(node.value)
        and len(LATIN.findall(node.value)) < BOTH
        and node.value not in OWN_NAMES
        and id(node) not in allowed
    ]
    assert not lone
