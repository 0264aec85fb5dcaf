"""What can go wrong with backups."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class BackupExistsError(WrongUseError):
    """The file is there already."""

    code = "backup_exists"
    text = Text(
        "“{path}”已经存在，不会覆盖。请另选文件名。",
        "“{path}” exists already and is not overwritten. Choose another name.",
    )


class BackupDamagedError(HeguiError):
    """A part of a backup is missing or not what the manifest says."""

    code = "backup_damaged"
    text = Text(
        "备份“{path}”已损坏：“{name}”{why_zh}。没有恢复任何内容；请改用另一份备份。",
        "The backup “{path}” is damaged: “{name}” {why_en}. Nothing was restored; use another backup.",
    )


class BackupKindError(WrongUseError):
    """The backup comes from another kind of database than the one to restore into."""

    code = "backup_kind"
    text = Text(
        "备份来自 {found}，而现在设置的是 {wanted}。请相应设置 HEGUI_DATABASE_URL 后再恢复。",
        "The backup comes from {found}, but {wanted} is set. Set HEGUI_DATABASE_URL accordingly and "
        "restore again.",
    )


class NotEmptyError(WrongUseError):
    """There is something already where the backup is to be restored."""

    code = "restore_not_empty"
    text = Text(
        "“{place}”里已有数据，不会覆盖。请用 --data 指定空文件夹（PostgreSQL 请新建空库）；"
        "加 --force 则先把文件夹里的现有数据移到一旁。",
        "“{place}” holds data already, which are not overwritten. Name an empty folder with --data (for "
        "PostgreSQL, make an empty database); --force moves the data in the folder aside first.",
    )


class RestoredLedgerError(HeguiError):
    """The restored ledger does not verify."""

    code = "restored_ledger"
    text = Text(
        "已恢复，但操作记录“{chain}”核验不通过：{why}。请不要使用这份数据，改用另一份备份。",
        "Restored, but the ledger “{chain}” does not verify: {why}. Do not use these data; take "
        "another backup.",
    )
