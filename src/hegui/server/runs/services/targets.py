"""Writing targets, and trying them out."""

import time
from pathlib import Path
from typing import Any

from hegui.common.text import Text
from hegui.project.model import ID_PATTERN
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.rest.outside import AddressRefusedError, check_url
from hegui.server.runs.bindings import check_secret
from hegui.server.runs.errors import FolderRefusedError, TargetRefusedError
from hegui.server.runs.folders import check_folder
from hegui.server.runs.models import Target
from hegui.server.runs.shapes import OFFERED, check_settings, file_names

CONFIGURE = "runs.configure"
NEEDS_FILE = Text(
    "这里只能选对话或图像接口；用模板或已记录的回答，请建一个粘贴 hegui.yaml 的项目。",
    "only chat and image endpoints can be kept here; for a template or recorded answers make a "
    "project of a pasted hegui.yaml.",
)


def target_create(*, acting_user: Viewer, **fields: Any) -> Target:
    """Create a target; its settings, address and folder are checked."""
    target = Target(organisation=acting_user.organisation, **fields)
    acting_user.require(CONFIGURE, target)
    check_target(target)
    same = Target.objects.filter(organisation=target.organisation, type=target.type, key=target.key)
    if same.exists():
        raise InvalidError(field="key", what_zh="这个编号已被占用。", what_en="this id is taken.")
    with writing(acting_user) as write:
        return write.create(target, "runs.target.created")


def target_change(
    *,
    acting_user: Viewer,
    target: Target,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Target:
    """Change a target, if it still has the expected version. Its kind and id stay."""
    acting_user.require(CONFIGURE, target)
    kept = {name: value for name, value in changes.items() if name not in ("type", "key")}
    fields = ("name", "subject", "settings", "folder", "active", "domain")
    draft = Target(organisation=target.organisation, type=target.type, key=target.key)
    for name in fields:
        setattr(draft, name, kept.get(name, getattr(target, name)))
    acting_user.require(CONFIGURE, draft)
    check_target(draft)
    with writing(acting_user) as write:
        return write.change(target, "runs.target.changed", kept, expected=expected, reason=reason)


def check_target(target: Target) -> None:
    """Raise an error unless all of a target may be used."""
    import re

    if not re.match(ID_PATTERN, target.key):
        raise InvalidError(
            field="key",
            what_zh="编号只能用字母、数字、点、下划线和连字符，至多 64 个字符。",
            what_en="use letters, digits, dots, underscores and hyphens, at most 64.",
        )
    if target.subject.organisation_id != target.organisation_id:
        raise InvalidError(
            field="subject", what_zh="没有这个对象。", what_en="there is no such subject."
        )
    check_settings(target.type, target.key, target.settings)
    if target.type == Target.Type.ENDPOINT:
        check_endpoint(target.organisation, target.settings)
    else:
        check_files(target, check_folder(target.folder, target.organisation))


def check_files(target: Target, root: Path) -> None:
    """Refuse a file that is not below the target's folder; whether it is there shows the trial."""
    from hegui.project.errors import UnsafePathError
    from hegui.project.paths import inside

    for name, path in _files_named(target):
        try:
            inside(root, path)
        except UnsafePathError as error:
            raise TargetRefusedError(
                field=f"settings.{name}",
                what_zh=f"路径“{path[:200]}”{error.data['why_zh']}；请写成数据文件夹以内的相对路径。",
                what_en=f"the path “{path[:200]}” {error.data['why_en']}; write a path relative to "
                "the folder above and inside it.",
            ) from error


def check_endpoint(organisation: Organisation, settings: dict[str, Any]) -> None:
    """Refuse an address into a private network and a secret that is not for it.

    An endpoint that needs a file is for written declarations: here it has no folder.
    """
    if settings.get("kind", "chat") not in OFFERED["Endpoint.kind"]:
        raise TargetRefusedError(
            field="settings.kind", what_zh=NEEDS_FILE.zh, what_en=NEEDS_FILE.en, count=1
        )
    url = settings.get("base_url", "")
    check_secret(organisation, settings.get("api_key_env", ""), url)
    check_url(url)


def target_test(*, acting_user: Viewer, target: Target) -> dict[str, Any]:
    """Try whether a target can be reached now; nothing is asked and nothing is kept.

    Returns `{ok, zh, en, ms}`. For an endpoint a connection is opened and closed, for files the
    first of them are counted.
    """
    acting_user.require(CONFIGURE, target)
    begun = time.monotonic()
    try:
        zh, en, ok = _tried(target)
    except (AddressRefusedError, FolderRefusedError) as error:
        zh, en, ok = error.message("zh"), error.message("en"), False
    return {"ok": ok, "zh": zh, "en": en, "ms": round((time.monotonic() - begun) * 1000)}


def _tried(target: Target) -> tuple[str, str, bool]:
    if target.type == Target.Type.ENDPOINT:
        return _connected(target.settings["base_url"])
    return _counted(target)


def _connected(url: str) -> tuple[str, str, bool]:
    import socket

    place = check_url(url)
    try:
        with socket.create_connection((place.address, place.port), timeout=5):
            pass
    except OSError as error:
        why = error.strerror or type(error).__name__
        return f"连不上 {place.host}：{why}", f"{place.host} cannot be reached: {why}", False
    return (
        f"已连上 {place.host}:{place.port}。没有提问。",
        f"{place.host}:{place.port} was reached. Nothing was asked.",
        True,
    )


def _files_named(target: Target) -> list[tuple[str, str]]:
    """Return the paths of a target's settings, each with the name of its setting."""
    single, several = file_names(target.type)
    one = [(name, target.settings[name]) for name in single if target.settings.get(name)]
    return [*one, *((name, path) for name in several for path in target.settings.get(name, []))]


def _counted(target: Target) -> tuple[str, str, bool]:
    from hegui.project.errors import UnsafePathError
    from hegui.project.paths import expand

    root = check_folder(target.folder, target.organisation)
    patterns = [path for _, path in _files_named(target)]
    try:
        files = expand(root, patterns)
    except (UnsafePathError, OSError, ValueError) as error:
        why = error.message("zh") if isinstance(error, UnsafePathError) else str(error)
        why_en = error.message("en") if isinstance(error, UnsafePathError) else str(error)
        return why, why_en, False
    if not files:
        return "没有找到文件。", "No file was found.", False
    size = sum(path.stat().st_size for path in files[:10_000])
    return (
        f"找到 {len(files):,} 个文件，{size:,} 字节。",
        f"{len(files):,} files were found, {size:,} bytes.",
        True,
    )
