"""What can go wrong with files."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class FileTooLargeError(WrongUseError):
    """A file is larger than the server takes."""

    code = "file_too_large"
    http_status = 413
    text = Text(
        "文件超过 {limit} MB 的上限，没有保存。请压缩或拆分后再上传，或请管理员调整 max_upload_mb。",
        "The file is larger than {limit} MB and was not saved. Make it smaller or split it, or ask "
        "an administrator to raise max_upload_mb.",
    )


class FileMissingError(HeguiError):
    """A file that should be there is not in the store."""

    code = "file_missing"
    http_status = 404
    text = Text(
        "文件库里没有 {sha256} 的内容。请从备份恢复（hegui admin restore）。",
        "The store has no content for {sha256}. Restore it from a backup (hegui admin restore).",
    )


class StoreUnavailableError(HeguiError):
    """The disk or the object store failed."""

    code = "store_unavailable"
    http_status = 503
    text = Text(
        "文件库暂时不可用（{why}），什么都没有保存。请稍后再试，或请管理员检查磁盘与 files_url。",
        "The file store does not work now ({why}); nothing was saved. Try again later, or ask an "
        "administrator to check the disk and files_url.",
    )
