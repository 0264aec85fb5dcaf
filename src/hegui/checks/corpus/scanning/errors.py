"""What keeps a scan from starting."""

from hegui.common.errors import WrongUseError
from hegui.common.text import Text


class ScanExistsError(WrongUseError):
    """The output folder holds a scan."""

    code = "scan_exists"
    text = Text(
        "“{path}”中已有一次扫描；用 --resume 接着做，或换一个 --out。",
        "“{path}” holds a scan already; continue it with --resume, or choose another --out.",
    )


class ShardNameError(WrongUseError):
    """Two shards have one name."""

    code = "scan_shard_name"
    text = Text(
        "分片“{name}”出现了两次，请只写一次。", "The shard “{name}” is named twice; name it once."
    )


class NoShardsError(WrongUseError):
    """A path names no file that can be scanned."""

    code = "scan_no_files"
    text = Text(
        "“{path}”没有可扫描的文件；支持 {formats}。",
        "“{path}” names no file to scan; formats: {formats}.",
    )
