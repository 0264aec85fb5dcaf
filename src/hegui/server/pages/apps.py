"""The Django app."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """Names the app."""

    name = "hegui.server.pages"
    label = "pages"

    def ready(self) -> None:
        """Say our own words where forms of other packages meet a NUL."""
        from django.core.validators import ProhibitNullCharactersValidator

        from hegui.server.pages.language import say_lazy

        ProhibitNullCharactersValidator.message = say_lazy(
            "含有不可用的控制字符（U+0000），请删去后重试。",
            "There is a control character that cannot be kept (U+0000). Remove it and try again.",
        )
