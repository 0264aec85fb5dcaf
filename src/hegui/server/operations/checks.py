"""What is checked before the server is trusted: `hegui admin check [--deploy]`.

Every check looks at the typed settings and at this machine; ids never change meaning. E001 to E049
and W001 to W049 are used here; other apps take numbers of their own.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Info, register
from django.core.checks import Error as CheckError
from django.core.checks import Warning as CheckWarning

from hegui.common.text import Text, default_lang
from hegui.server.settings import Settings, read_settings

KINDS = {"E": CheckError, "W": CheckWarning, "I": Info}
DEPLOY = "deploy"


class Finding(NamedTuple):
    """Something to say: which, and what to do."""

    id: str
    text: Text
    hint: Text

    def message(self, **values: object) -> CheckMessage:
        """Return Django's message in the language of the terminal."""
        lang = default_lang()
        kind: type[Any] = KINDS[self.id[0]]
        found: CheckMessage = kind(
            self.text.in_(lang, **values), hint=self.hint.in_(lang, **values), id=f"hegui.{self.id}"
        )
        return found


DATA = Finding(
    "E001",
    Text("数据文件夹 {data} 不存在或不能写入。", "The data folder {data} is missing or read-only."),
    Text(
        "建立它并交给运行服务的用户，或用 HEGUI_DATA 另指一个。",
        "Make it and give it to the user of the server, or name another with HEGUI_DATA.",
    ),
)
DATA_OPEN = Finding(
    "W002",
    Text("数据文件夹 {data} 可被其他用户读取。", "Other users may read the data folder {data}."),
    Text("运行 chmod 700。", "Run chmod 700 on it."),
)
SECRET = Finding(
    "E003",
    Text("密钥太短，可被猜出。", "The secret key is short enough to be guessed."),
    Text(
        "删去 HEGUI_SECRET_KEY（服务会自己生成），或设为至少 50 个随机字符。",
        "Remove HEGUI_SECRET_KEY (the server makes one), or set at least 50 random characters.",
    ),
)
PLAIN_ORIGIN = Finding(
    "E004",
    Text(
        "HEGUI_PROFILE 为 behind_tls，但 HEGUI_ORIGIN “{origin}”不是 https 地址。",
        "HEGUI_PROFILE is behind_tls, but HEGUI_ORIGIN “{origin}” is no https address.",
    ),
    Text(
        "把 HEGUI_ORIGIN 设为人们使用的 https 地址。",
        "Set HEGUI_ORIGIN to the https address that people use.",
    ),
)
HOSTS = Finding(
    "E005",
    Text(
        "HEGUI_ORIGIN 的主机名 {host} 不在 HEGUI_HOSTS 里，请求会被拒绝。",
        "The host {host} of HEGUI_ORIGIN is not in HEGUI_HOSTS: requests would be refused.",
    ),
    Text("设 HEGUI_HOSTS={host}。", "Set HEGUI_HOSTS={host}."),
)
DEBUG = Finding(
    "E006",
    Text(
        "HEGUI_DEBUG 已开启：网页会显示出错细节。",
        "HEGUI_DEBUG is on: pages would show the insides of errors.",
    ),
    Text("去掉 HEGUI_DEBUG。", "Remove HEGUI_DEBUG."),
)
EXPOSED = Finding(
    "W007",
    Text(
        "监听 {host}，但 HEGUI_PROFILE 为 loopback：密码会不加密地在网络上传送。",
        "The server listens on {host} in the profile loopback: passwords would cross the network "
        "in the clear.",
    ),
    Text(
        "放到有 TLS 的代理之后，设 HEGUI_PROFILE=behind_tls，或改回 127.0.0.1。",
        "Put it behind a proxy with TLS and set HEGUI_PROFILE=behind_tls, or go back to 127.0.0.1.",
    ),
)
FILES = Finding(
    "E008",
    Text("HEGUI_FILES_URL “{url}”没有写明桶。", "HEGUI_FILES_URL “{url}” names no bucket."),
    Text("应为空或形如 s3://桶/前缀。", "Leave it empty or write s3://bucket/prefix."),
)
S3_KEYS = Finding(
    "E009",
    Text(
        "文件存放在 S3，但缺少地址或密钥。", "Files go to S3, but its endpoint or keys are missing."
    ),
    Text(
        "设置 HEGUI_S3_ENDPOINT、HEGUI_S3_ACCESS_KEY、HEGUI_S3_SECRET_KEY。",
        "Set HEGUI_S3_ENDPOINT, HEGUI_S3_ACCESS_KEY and HEGUI_S3_SECRET_KEY.",
    ),
)
STAMPS = Finding(
    "E010",
    Text(
        "设了时间戳服务，却没有可用的受信任证书，时间戳无法核验。",
        "A time stamp service is set without usable trusted certificates: stamps cannot be verified.",
    ),
    Text(
        "把 HEGUI_TIMESTAMP_CERTIFICATES 设为可读的 PEM 文件。",
        "Set HEGUI_TIMESTAMP_CERTIFICATES to a PEM file that can be read.",
    ),
)
ROLES = Finding(
    "E011",
    Text(
        "角色文件给角色 {role} 写了未知的权限 {permission}。",
        "The file of roles gives {role} the unknown permission {permission}.",
    ),
    Text("改正 core/data/roles.yaml。", "Correct core/data/roles.yaml."),
)
CATALOGUE = Finding(
    "E012",
    Text("规则目录文件夹 {folder} 不存在。", "The catalogue folder {folder} does not exist."),
    Text("改正 HEGUI_CATALOGUE_DIRS。", "Correct HEGUI_CATALOGUE_DIRS."),
)
MAIL = Finding(
    "I013",
    Text("没有设置邮件：提醒只在网页上显示。", "No mail is set up: reminders show on pages only."),
    Text("设置 HEGUI_SMTP_URL。", "Set HEGUI_SMTP_URL."),
)
LOOPBACK = Finding(
    "I014",
    Text(
        "HEGUI_PROFILE 为 loopback：只供本机使用，安全 Cookie、HSTS 与强制 https 均未开启。",
        "HEGUI_PROFILE is loopback: for this machine only; secure cookies, HSTS and https are off.",
    ),
    Text(
        "要供他人使用，请看 docs/howto/server.zh.md 的“TLS 代理”一节。",
        "To serve others, see “TLS behind a proxy” in docs/howto/server.md.",
    ),
)


@register("hegui")
def check_settings(app_configs: object, **_options: object) -> list[CheckMessage]:
    """Check what must hold wherever the server runs."""
    settings = read_settings()
    return [
        *data_folder(settings),
        *exposed(settings),
        *secrets(settings),
        *stores(settings),
        *stamps(settings),
        *known_roles(),
        *(
            CATALOGUE.message(folder=folder)
            for folder in settings.catalogue_dirs
            if not os.path.isdir(folder)
        ),
    ]


@register("hegui", deploy=True)
def check_deployment(app_configs: object, **_options: object) -> list[CheckMessage]:
    """Check what matters when others use the server."""
    settings = read_settings()
    found = list(behind_tls(settings)) if settings.behind_tls else list(loopback(settings))
    if settings.debug:
        found.append(DEBUG.message())
    if settings.behind_tls and not settings.smtp_url.get_secret_value():
        found.append(MAIL.message())
    return found


def data_folder(settings: Settings) -> Iterator[CheckMessage]:
    """Check the data folder."""
    if not (settings.data.is_dir() and os.access(settings.data, os.W_OK | os.X_OK)):
        yield DATA.message(data=settings.data)
    elif settings.data.stat().st_mode & 0o077:
        yield DATA_OPEN.message(data=settings.data)


def secrets(settings: Settings) -> Iterator[CheckMessage]:
    """Check the key."""
    from django.conf import settings as django

    if len(django.SECRET_KEY) < 50 or len(set(django.SECRET_KEY)) < 5:
        yield SECRET.message()


def stores(settings: Settings) -> Iterator[CheckMessage]:
    """Check where files go."""
    if not settings.files_url:
        return
    parts = urlsplit(settings.files_url)
    if parts.scheme != "s3" or not parts.netloc:
        yield FILES.message(url=settings.files_url)
    keys = (settings.s3_access_key, settings.s3_secret_key)
    if not settings.s3_endpoint or not all(key.get_secret_value() for key in keys):
        yield S3_KEYS.message()


def stamps(settings: Settings) -> Iterator[CheckMessage]:
    """Check the time stamps."""
    file = settings.timestamp_certificates
    if settings.timestamp_url and not (file and os.access(file, os.R_OK)):
        yield STAMPS.message()


def known_roles() -> Iterator[CheckMessage]:
    """Check that roles give permissions that exist."""
    from hegui.server.core.roles import OWN, all_permissions, areas, roles

    own = {permission + OWN for permission in all_permissions()}
    known: Iterable[str] = all_permissions() | own | {f"{area}.*" for area in areas()}
    for name, role in roles().items():
        for permission in role.permissions:
            if permission not in known:
                yield ROLES.message(role=name, permission=permission)


def behind_tls(settings: Settings) -> Iterator[CheckMessage]:
    """Check the profile behind a proxy with TLS."""
    host = urlsplit(settings.origin).hostname
    if not settings.origin.startswith("https://") or not host:
        yield PLAIN_ORIGIN.message(origin=settings.origin)
    elif host not in settings.hosts:
        yield HOSTS.message(host=host)


def loopback(settings: Settings) -> Iterator[CheckMessage]:
    """Say what the profile of one machine leaves out."""
    yield LOOPBACK.message()


def exposed(settings: Settings) -> Iterator[CheckMessage]:
    """Check that nobody else reaches a server that speaks without TLS."""
    if not settings.behind_tls and settings.host not in ("127.0.0.1", "::1", "localhost"):
        yield EXPOSED.message(host=settings.host)
