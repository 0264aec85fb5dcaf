"""The root error: a code, named data and a message in two languages.

The same object becomes a line on the terminal, a JSON object and, on the server, a page.
A message says what happened, to what, and what to do next.
"""

from typing import Any, ClassVar

from hegui.common.text import Lang, Text, default_lang

DONE, DONE_WITH_FINDINGS, WRONG_USE, COULD_NOT_RUN = 0, 1, 2, 3


class HeguiError(Exception):
    """Root of all errors; subclasses set `code`, `text` and, where needed, `exit_code`."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = COULD_NOT_RUN
    http_status: ClassVar[int] = 500
    text: ClassVar[Text] = Text("出错了。", "Something went wrong.")

    def __init__(self, /, **data: Any) -> None:
        self.data = data
        super().__init__(self.message("en"))

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error travel between processes: its class and its data."""
        return _remade, (type(self), self.data)

    def message(self, lang: Lang | None = None) -> str:
        """Return the full sentence in `lang` (the user's language by default)."""
        return self.text.in_(lang or default_lang(), **self.data)

    def as_dict(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return `{code, message, data}`, ready for JSON."""
        data = {
            k: v if isinstance(v, (str, int, float, bool, type(None))) else str(v)
            for k, v in self.data.items()
        }
        return {"code": self.code, "message": self.message(lang), "data": data}


def _remade(kind: type[HeguiError], data: dict[str, Any]) -> HeguiError:
    error = kind.__new__(kind)
    HeguiError.__init__(error, **data)
    return error


class WrongUseError(HeguiError):
    """The user asked for something that cannot be meant: options, files, declarations."""

    code = "wrong_use"
    exit_code = WRONG_USE
    http_status = 400


class MissingExtraError(HeguiError):
    """A library of an optional extra is not installed."""

    code = "missing_extra"
    text = Text(
        "缺少“{library}”：{purpose}。请运行 pip install 'hegui[{extra}]' 后再试。",
        "“{library}” is not installed: {purpose}. Run pip install 'hegui[{extra}]' and try again.",
    )
