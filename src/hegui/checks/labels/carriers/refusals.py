"""Why a carrier does not take a label as the file is."""

from hegui.common.text import Text

NO_ROOM = Text(
    "标识连同已有元数据超出 {place} 的容量",
    "the label with the metadata there does not fit into {place}",
)
NOT_MERGED = Text(
    "{place} 的已有内容无法并入标识", "the label cannot be joined to what {place} holds"
)
NOT_REMOVED = Text(
    "{place} 处已有的标识无法替换", "the label that stands at {place} cannot be replaced"
)
