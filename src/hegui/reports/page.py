"""Pages of HTML that stand alone: one file with its styles, from a template of this package."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = "templates/html"


def html_page(template: str, styles: tuple[str, ...], **given: Any) -> bytes:
    """Return a page; a name that a template lacks is an error, never an empty place."""
    from markupsafe import Markup

    style = Markup("\n".join(asset(name) for name in styles))  # noqa: S704
    return _environment().get_template(template).render(style=style, **given).encode()


def asset(name: str) -> str:
    """Return a file beside the templates."""
    return files("hegui.reports").joinpath(FOLDER, name).read_text(encoding="utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("hegui.reports", FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
