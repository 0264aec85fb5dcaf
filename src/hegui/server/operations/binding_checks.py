"""What `hegui admin check` says of the secrets and folders of runs: whose they are."""

import os
from collections.abc import Iterator

from django.core.checks import CheckMessage, register

from hegui.common.text import Text
from hegui.server.operations.checks import Finding
from hegui.server.settings import Settings, read_settings
from hegui.server.settings.bound import FOLDER as FOLDER_FORM
from hegui.server.settings.bound import SECRET as SECRET_FORM
from hegui.server.settings.bound import bound_folders, bound_secrets
from hegui.server.settings.showing import variable as variable_of

UNBOUND_SECRET = Finding(
    "W015",
    Text(
        "密钥 {name} 没有分给任何组织或主机，运行不能使用它。",
        "The secret {name} is bound to no organisation or to no host: no run may use it.",
    ),
    Text(
        "在 HEGUI_TARGET_SECRETS 中写 组织:{name}=主机；不再需要时删去这个环境变量。",
        "Write organisation:{name}=host into HEGUI_TARGET_SECRETS, or remove the variable.",
    ),
)
UNBOUND_FOLDER = Finding(
    "W016",
    Text(
        "文件夹 {path} 没有分给任何组织，运行不能读取它。",
        "The folder {path} is bound to no organisation: no run may read it.",
    ),
    Text(
        "在 HEGUI_TARGET_FOLDERS 中写 组织:{path}。",
        "Write organisation:{path} into HEGUI_TARGET_FOLDERS.",
    ),
)
UNREADABLE_BINDING = Finding(
    "E017",
    Text("{variable} 中的“{entry}”无法读懂。", "“{entry}” in {variable} cannot be read."),
    Text(
        "密钥写成 组织:变量名=主机，文件夹写成 组织:/路径。",
        "Write secrets as organisation:NAME=host and folders as organisation:/path.",
    ),
)


@register("hegui")
def check_bindings(app_configs: object, **_options: object) -> list[CheckMessage]:
    """Check that secrets and folders of runs belong to somebody."""
    settings = read_settings()
    return [*unreadable(settings), *unbound(settings)]


def unreadable(settings: Settings) -> Iterator[CheckMessage]:
    """Name entries that are not written as they must be."""
    for variable, pattern, entries in (
        ("HEGUI_TARGET_SECRETS", SECRET_FORM, settings.target_secrets),
        ("HEGUI_TARGET_FOLDERS", FOLDER_FORM, settings.target_folders),
    ):
        for entry in entries:
            if not pattern.fullmatch(entry):
                yield UNREADABLE_BINDING.message(variable=variable, entry=entry)


def unbound(settings: Settings) -> Iterator[CheckMessage]:
    """Name secrets and folders that no organisation may use."""
    slugs = known_slugs()
    bound = {
        secret.name
        for secret in bound_secrets(settings.target_secrets)
        if secret.hosts and owned(secret.organisation, slugs)
    }
    named = {secret.name for secret in bound_secrets(settings.target_secrets)}
    meant = {name for name in os.environ if name.startswith("HEGUI_TARGET_")}
    own = {variable_of(name) for name in Settings.model_fields}
    for name in sorted((named | meant) - bound - own):
        yield UNBOUND_SECRET.message(name=name)
    for folder in bound_folders(settings.target_folders):
        if not owned(folder.organisation, slugs):
            yield UNBOUND_FOLDER.message(path=folder.path)


def owned(organisation: str, slugs: frozenset[str] | None) -> bool:
    """Tell whether an entry is somebody's; while the database cannot be asked, all are."""
    if slugs is None:
        return True
    return organisation in slugs if organisation else len(slugs) <= 1


def known_slugs() -> frozenset[str] | None:
    """Return the organisations, or None when the database is not there yet."""
    from django.db import Error

    from hegui.server.core.models import Organisation

    try:
        return frozenset(Organisation.objects.values_list("slug", flat=True))
    except Error:
        return None
