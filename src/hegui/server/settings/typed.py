"""The typed settings: environment variables `HEGUI_*`, then `server.toml` in the data folder.

Defaults make a safe installation on one machine: SQLite, loopback, nothing leaves the machine.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


def split_words(value: object) -> object:
    """Split a text at commas and blanks; leave lists alone."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(split_words)]
"""Several words; in the environment separated by commas or blanks."""


class Settings(BaseSettings):
    """Everything that can be set. `hegui admin settings` prints it without secrets."""

    model_config = SettingsConfigDict(env_prefix="HEGUI_", extra="ignore", frozen=True)

    data: Path = Field(
        default_factory=lambda: user_data_path("hegui", appauthor=False),
        description="Folder of the database, the files, the keys and the logs.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    profile: Literal["loopback", "behind_tls"] = Field(
        "loopback", description="behind_tls: secure cookies, HSTS and proxy headers are on."
    )
    hosts: Words = Field((), description="Host names that requests may name, besides loopback.")
    origin: str = Field(
        "", description="Address that people use, such as https://hegui.example.com."
    )
    database_url: SecretStr = Field(
        SecretStr(""), description="postgresql://user:password@host/name; SQLite when empty."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Key of sessions and links; made in the data folder when empty."
    )
    web_workers: int = Field(2, ge=1, le=64, description="Web processes.")
    web_threads: int = Field(4, ge=1, le=64, description="Threads of each web process.")
    task_workers: int = Field(1, ge=0, le=64, description="Processes that run checks and tasks.")
    files_url: str = Field(
        "",
        description="Where evidence files live: empty for the data folder, or s3://bucket/prefix.",
    )
    s3_endpoint: str = Field("", description="Endpoint of an S3-compatible store.")
    s3_region: str = Field("", description="Region of the S3 store.")
    s3_access_key: SecretStr = Field(SecretStr(""), description="Access key of the S3 store.")
    s3_secret_key: SecretStr = Field(SecretStr(""), description="Secret key of the S3 store.")
    max_upload_mb: int = Field(200, ge=1, description="Largest file that may be uploaded, in MB.")
    catalogue_dirs: Words = Field((), description="Folders with own catalogue rows.")
    allow_private_targets: Words = Field(
        (), description="Private networks (CIDR) or hosts that targets and webhooks may reach."
    )
    target_folders: Words = Field(
        (), description="Folders of this machine below which runs may read files; none when empty."
    )
    target_secrets: Words = Field(
        (),
        description="Environment variables that targets may use as secrets, besides HEGUI_TARGET_*.",
    )
    smtp_url: SecretStr = Field(
        SecretStr(""), description="smtp[s]://user:password@host:port; no mail is sent when empty."
    )
    mail_from: str = Field("hegui@localhost", description="Sender of reminders.")
    oidc_name: str = Field("", description="Name of the single sign-on shown to people.")
    oidc_server: str = Field("", description="Address of the OpenID Connect provider.")
    oidc_client_id: str = Field("", description="Client id at the provider.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Client secret.")
    oidc_roles_claim: str = Field("groups", description="Claim that lists a person's groups.")
    oidc_roles: Words = Field((), description="Mapping: group=organisation:role, several.")
    timestamp_url: str = Field("", description="RFC 3161 service that anchors the ledger.")
    timestamp_certificates: str = Field(
        "", description="PEM file with the certificates trusted for time stamps."
    )
    backups_keep: int = Field(14, ge=1, description="Backups kept by hegui admin backup --rotate.")
    debug: bool = Field(False, description="Development only: shows tracebacks in pages.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then server.toml in the data folder."""
        folder = os.environ.get("HEGUI_DATA") or user_data_path("hegui", appauthor=False)
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, Path(folder) / "server.toml"),
        )

    @property
    def database_file(self) -> Path:
        """Return the file of the SQLite database."""
        return self.data / "hegui.sqlite3"

    @property
    def files_folder(self) -> Path:
        """Return the folder of the content-addressed files."""
        return self.data / "files"

    @property
    def behind_tls(self) -> bool:
        """Tell whether a proxy with TLS stands before the server."""
        return self.profile == "behind_tls"


@lru_cache(maxsize=1)
def read_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
