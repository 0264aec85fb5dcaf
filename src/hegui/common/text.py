"""Two-language text: everything a person reads exists in Chinese and in English."""

import os
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


class Text(NamedTuple):
    """One message in both languages; placeholders are `{name}` in both."""

    zh: str
    en: str

    def in_(self, lang: Lang, /, **values: object) -> str:
        """Return the text in `lang` with its placeholders filled."""
        template = self.zh if lang == "zh" else self.en
        return template.format(**values) if values else template

    def both(self, /, **values: object) -> str:
        """Return both texts in one line, Chinese first, for places that keep one string."""
        return f"{self.in_('zh', **values)} / {self.in_('en', **values)}"

    def filled(self, /, **values: object) -> "Text":
        """Return the text with its placeholders filled in both languages."""
        return Text(self.in_("zh", **values), self.in_("en", **values))


def default_lang() -> Lang:
    """Return the language of the user: HEGUI_LANG, else Chinese."""
    return "en" if os.environ.get("HEGUI_LANG", "").lower().startswith("en") else "zh"
