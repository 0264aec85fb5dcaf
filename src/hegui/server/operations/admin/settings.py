"""`hegui admin settings`: what is set, and from where."""

import click

from hegui.common.errors import DONE
from hegui.common.text import Lang
from hegui.server.operations.options import (
    data_option,
    json_option,
    lang_option,
    need_server,
    print_json,
)


@click.command("settings")
@data_option
@lang_option
@json_option
def settings_command(lang: Lang, as_json: bool) -> int:
    """打印全部设置及其来源，不含密钥。Print all settings and where they come from, no secrets."""
    need_server()
    from hegui.server.settings.showing import setting_rows

    rows = setting_rows(lang)
    if as_json:
        print_json({"settings": rows})
    else:
        for row in rows:
            click.echo(f"{row['name']} = {row['value']}  [{row['source']}]")
            click.echo(f"    {row['description']}")
    return DONE
