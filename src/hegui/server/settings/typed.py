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
    """Everything that can be set; `meaning.py` says what each means.

    `hegui admin settings` prints it without secrets.
    """

    model_config = SettingsConfigDict(env_prefix="HEGUI_", extra="ignore", frozen=True)

    data: Path = Field(
        default_factory=lambda: user_data_path("hegui", appauthor=False),
    )
    host: str = Field("127.0.0.1")
    port: int = Field(8000, ge=0, le=65535)
    profile: Literal["loopback", "behind_tls"] = Field("loopback")
    hosts: Words = Field(())
    origin: str = Field("")
    database_url: SecretStr = Field(SecretStr(""))
    secret_key: SecretStr = Field(SecretStr(""))
    web_workers: int = Field(2, ge=1, le=64)
    web_threads: int = Field(4, ge=1, le=64)
    task_workers: int = Field(1, ge=0, le=64)
    files_url: str = Field("")
    s3_endpoint: str = Field("")
    s3_region: str = Field("")
    s3_access_key: SecretStr = Field(SecretStr(""))
    s3_secret_key: SecretStr = Field(SecretStr(""))
    max_upload_mb: int = Field(200, ge=1)
    catalogue_dirs: Words = Field(())
    allow_private_targets: Words = Field(())
    target_folders: Words = Field(())
    target_secrets: Words = Field(())
    smtp_url: SecretStr = Field(SecretStr(""))
    mail_from: str = Field("hegui@localhost")
    oidc_name: str = Field("")
    oidc_server: str = Field("")
    oidc_client_id: str = Field("")
    oidc_client_secret: SecretStr = Field(SecretStr(""))
    oidc_roles_claim: str = Field("groups")
    oidc_roles: Words = Field(())
    timestamp_url: str = Field("")
    timestamp_certificates: str = Field("")
    api_requests_per_minute: int = Field(1200, ge=0)
    heavy_at_once: int = Field(4, ge=1, le=64)
    heavy_per_organisation: int = Field(2, ge=1, le=64)
    backups_keep: int = Field(14, ge=1)
    debug: bool = Field(False)

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
