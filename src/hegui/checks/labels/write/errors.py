"""Why a label was not written; the original is as it was."""

from hegui.common.errors import HeguiError
from hegui.common.text import Text


class LabelWriteError(HeguiError):
    """A label could not be written; the file is unchanged."""

    code = "label_write"
    text = Text(
        "未能给“{name}”写入标识：{zh}；原文件未改动。",
        "No label was written into “{name}”: {en}; the file is unchanged.",
    )

    def __init__(self, name: str, reason: Text, **values: object) -> None:
        super().__init__(name=name, zh=reason.in_("zh", **values), en=reason.in_("en", **values))


HAS_LABEL = Text(
    "其中已有标识（{place}），每个文件只应有一个",
    "it already holds a label ({place}), and a file should have exactly one",
)
NOT_STRINGS = Text("标识的键和值都应是字符串", "the keys and values of a label must be text")
NO_ROOM = Text(
    "标识连同已有元数据超出 {place} 的容量",
    "the label with the metadata there does not fit into {place}",
)
NOT_MERGED = Text(
    "{place} 的已有内容无法并入标识", "the label cannot be joined to what {place} holds"
)
FRAGMENTED = Text(
    "暂不支持写入分段的 MP4（{place}），请先合并为普通 MP4",
    "fragmented MP4 ({place}) is not written; make it a plain MP4 first",
)
NOT_VERIFIED = Text(
    "写入后复核不通过（{what}）", "the written file did not pass the check afterwards ({what})"
)
