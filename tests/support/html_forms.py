"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form: what it would send as it stands, and the fields that a person can write text in."""

    method: str
    action: str = ""
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)

    def filled(self, **changes: str | list[str]) -> dict[str, list[str]]:
        """Return what is sent when some fields are filled in."""
        new = {name: one if isinstance(one, list) else [one] for name, one in changes.items()}
        return {**self.values, **new}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.area = ""
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(got.get("method", "get").lower(), got.get("action", ""))
            self.forms.append(self.inside)
        elif self.inside is not None and tag == "input":
            self._input(self.inside, got)
        elif self.inside is not None and tag == "textarea":
            self.area = got.get("name", "")
            self.inside.values[self.area] = [""]
            self.inside.texts.append(self.area)
        elif tag == "select":
            self.select = got.get("name", "")
        elif self.inside is not None and tag == "option" and "selected" in got and self.select:
            self.inside.values.setdefault(self.select, []).append(got.get("value", ""))

    @staticmethod
    def _input(form: Form, got: dict[str, str]) -> None:
        kind, name = got.get("type", "text"), got.get("name", "")
        if kind in ("checkbox", "radio") and "checked" not in got:
            return
        if not name or kind in ("file", "submit"):
            return
        form.values.setdefault(name, []).append(
            got.get("value", "on" if kind == "checkbox" else "")
        )
        if kind == "text":
            form.texts.append(name)

    def handle_data(self, data: str) -> None:
        if self.area and self.inside is not None:
            self.inside.values[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "textarea":
            if self.inside is not None and self.area:
                self.inside.values[self.area][0] = self.inside.values[self.area][0].removeprefix(
                    "\n"
                )
            self.area = ""
        elif tag == "select":
            self.select = ""


def forms_of(page: str) -> list[Form]:
    """Return the forms of a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms
