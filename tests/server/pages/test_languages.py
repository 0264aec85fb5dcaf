"""Every text of the pages exists in Chinese and in English."""

import ast
import re
from pathlib import Path

import pytest

SERVER = Path(__file__).resolve().parents[3] / "src/hegui/server"
TEMPLATES = sorted(SERVER.glob("*/templates/**/*.html"))
MODULES = sorted(p for p in SERVER.glob("**/*.py") if "migrations" not in p.parts)
HAN = re.compile(r"[\u4e00-\u9fff]")
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
ENGLISH_OR_CHINESE = re.compile(
    r'<(?P<tag>\w+)[^>]*\blang="(?:en|zh-CN)"[^>]*>.*?</(?P=tag)>', re.DOTALL
)
WORDS = re.compile(r"\b[A-Za-z]{4,}\b")
PROPER = {
    "hegui", "JSON", "HTML", "Excel", "JUnit", "SARIF", "CycloneDX", "OpenAPI", "Webhook", "HMAC",
    "Word", "AIBOM", "SHA-256", "JSONL", "TOTP", "nbsp", "middot", "rarr", "larr", "times", "hellip",
    "laquo", "raquo", "mdash", "ndash", "YAML", "XLSX", "curl", "Bearer", "Authorization", "Python",
}  # fmt: skip
PAIRS = {"say", "say_lazy", "Text", "t", "_words", "VerdictWords"}


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


def pairs_in(tree: ast.AST) -> set[int]:
    """Return the ids of the string constants that stand in a call taking both languages."""
    found = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = {keyword.arg for keyword in node.keywords}
        if name in PAIRS or any(w and w.endswith("_zh") for w in words) or "zh" in words:
            found |= {id(inner) for inner in ast.walk(node) if isinstance(inner, ast.Constant)}
    return found


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
        and node.value not in OWN_NAMES
        and id(node) not in allowed
    ]
    assert not lone
