"""Labels of pages and chats as HTML: a sentence that people and screen readers both get.

GB 45438, 5.6: near the content or at a fixed place, for as long as the content is shown. Colours
keep a contrast of 7:1 (WCAG 2.2, 1.4.6); nothing depends on a script.
"""

import re
from html import escape
from typing import Literal

from hegui.checks.labels.explicit.rules import ExplicitRules
from hegui.checks.labels.explicit.texts import prompt_words
from hegui.common.text import Lang

Shape = Literal["note", "badge", "message"]
STYLE = (
    "display:inline-block;padding:.15em .5em;border:1px solid #3d4757;border-radius:.25em;"
    "background:#ffffff;color:#1f2733;font-size:1rem;line-height:1.5"
)
BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
END = re.compile(r"</body\s*>", re.IGNORECASE)


def label_fragment(
    rules: ExplicitRules, *, shape: Shape = "note", lang: Lang = "zh", words: str = "", of: str = ""
) -> str:
    """Return an HTML element with the label.

    `note` stands before or behind content, `badge` on or beside one image or film, `message` within
    a chat. `of` is the id of the element that the label speaks of: name it in that element's
    `aria-describedby`, as the returned element has the id `<of>-ai-label`.
    """
    place: Literal["mark", "start"] = "mark" if shape == "badge" else "start"
    text = escape(prompt_words(rules, place, lang, words))
    name = "span" if shape == "badge" else "p"
    known = f' id="{escape(of, quote=True)}-ai-label"' if of else ""
    code = "zh-CN" if lang == "zh" else "en"
    return (
        f'<{name}{known} class="ai-label ai-label-{shape}" role="note" lang="{code}" '
        f'data-ai-label="generated" style="{STYLE}">{text}</{name}>'
    )


def label_page(
    page: str, rules: ExplicitRules, *, place: Literal["start", "end"] = "start", **options: str
) -> str:
    """Return a page or fragment with the label as the first or last thing in its body."""
    made = label_fragment(rules, **options)  # type: ignore[arg-type]
    if place == "end":
        found = list(END.finditer(page))
        at = found[-1].start() if found else len(page)
        return f"{page[:at]}{made}{page[at:]}"
    match = BODY.search(page)
    at = match.end() if match else 0
    return f"{page[:at]}{made}{page[at:]}"
