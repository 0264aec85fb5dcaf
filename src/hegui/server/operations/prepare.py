"""`python -m hegui.server.operations.prepare`: bring the database to the present form.

Runs in a process of its own, so that the supervisor stays small; prints one JSON object.
"""

import json
import sys

from hegui.server.operations.options import ready


def prepare(*, demo: bool = False) -> dict[str, str]:
    """Migrate, make the table of the cache, and return the paths of the links to show."""
    migrate()
    links = {}
    if demo:
        from hegui.server.operations.demo import demo_start

        links["demo"] = demo_start()
    links["first"] = first_link()
    return {name: path for name, path in links.items() if path}


def migrate() -> None:
    """Bring the database to the present form."""
    from django.core.management import call_command

    from hegui.server.operations.fresh import is_empty, make_tables

    if is_empty():
        make_tables()
    else:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    call_command("createcachetable", verbosity=0)


def first_link() -> str:
    """Return the path of the page that makes the first administrator; empty when there is one."""
    from hegui.server.accounts.links import make_first_link

    return make_first_link()


def main() -> None:
    """Prepare and print the links."""
    ready()
    from hegui.common.errors import HeguiError

    try:
        print(json.dumps(prepare(demo="--demo" in sys.argv)))
    except HeguiError as error:
        print(error.message(), file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
