"""Every form in which a person writes keeps what was typed; see the journeys for how it comes back."""

import re
from pathlib import Path

import hegui.server

TEMPLATES = Path(hegui.server.__file__).parent
FORM = re.compile(r"<form [^>]*?method=\"post\"(?:\{%.*?%\}|[^>{]|\{\{.*?\}\})*>.*?</form>", re.S)
WRITES = re.compile(r"\{\{ \w*form \}\}|<textarea|type=\"text\"")
SIGNING_IN = (
    "account/",
    "mfa/",
    "socialaccount/",
    "usersessions/",
    "accounts/join",
    "accounts/password",
)
SELECTIONS = {"assessments/workspace.html", "inventory/import.html"}
"""Forms of buttons and check boxes, or of a file alone, which no page may put back."""


def test_forms_that_take_text_keep_drafts() -> None:
    bare, seen = [], 0
    for path in sorted(TEMPLATES.glob("*/templates/**/*.html")):
        name = str(path).partition("templates/")[2]
        if name.startswith(SIGNING_IN) or name in SELECTIONS:
            continue
        for form in FORM.findall(path.read_text("utf-8")):
            if WRITES.search(form):
                seen += 1
                bare += [] if "data-draft" in form.partition("csrf_token")[0] else [name]
    assert bare == []
    assert seen >= 10
