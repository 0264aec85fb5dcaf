"""The store that the settings name."""

from functools import lru_cache

from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.server.evidence.store.base import Store
from hegui.server.settings import read_settings


class FilesAddressError(WrongUseError):
    """HEGUI_FILES_URL names no kind of store that is known."""

    code = "files_address"
    text = Text(
        "HEGUI_FILES_URL 应为空（用数据文件夹）或形如 s3://桶/前缀。",
        "HEGUI_FILES_URL must be empty (the data folder is used) or look like s3://bucket/prefix.",
    )


@lru_cache(maxsize=1)
def store() -> Store:
    """Return the store of this process."""
    from hegui.server.evidence.store.disk import DiskStore
    from hegui.server.evidence.store.s3 import S3Store

    settings = read_settings()
    if not settings.files_url:
        return DiskStore(settings.files_folder)
    if not settings.files_url.startswith("s3://"):
        raise FilesAddressError
    return S3Store(settings)
