"""`hegui admin`: what the operator of a server does at its terminal."""

import click

from hegui.server.operations.admin.backups import backup_command, restore_command
from hegui.server.operations.admin.ledger import ledger_group
from hegui.server.operations.admin.machine import (
    check_command,
    migrate_command,
    web_command,
    worker_command,
)
from hegui.server.operations.admin.people import organisations_group, users_group
from hegui.server.operations.admin.search import reindex_command
from hegui.server.operations.admin.settings import settings_command


@click.group("admin")
def command() -> None:
    """管理服务器：用户、组织、备份、操作记录、设置。Look after a server, beside `hegui serve`."""


for _part in (
    users_group,
    organisations_group,
    backup_command,
    restore_command,
    ledger_group,
    reindex_command,
    settings_command,
    check_command,
    migrate_command,
    web_command,
    worker_command,
):
    command.add_command(_part)
