"""What keeps work on a corpus from starting."""

from hegui.common.errors import WrongUseError
from hegui.common.text import Text


class OutputExistsError(WrongUseError):
    """The output folder holds an earlier run."""

    code = "corpus_output_exists"
    text = Text(
        "“{path}”中已有一次运行；用 --resume 接着做，或换一个 --out。",
        "“{path}” holds a run already; continue it with --resume, or choose another --out.",
    )


class ShardNameError(WrongUseError):
    """Two shards have one name."""

    code = "corpus_shard_name"
    text = Text(
        "分片“{name}”出现了两次，请只写一次。", "The shard “{name}” is named twice; name it once."
    )


class NoShardsError(WrongUseError):
    """A path names no file that can be read as a corpus."""

    code = "corpus_no_shards"
    text = Text(
        "“{path}”没有可读取的语料文件；支持 {formats}。",
        "“{path}” names no corpus file; formats: {formats}.",
    )
