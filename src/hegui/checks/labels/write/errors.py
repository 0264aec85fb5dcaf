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


class LabelUndoError(HeguiError):
    """An interrupted change inside a file could not be taken back by its undo record."""

    code = "label_undo"
    text = Text(
        "未能用撤销记录“{record}”恢复“{name}”：{zh}。请保留两个文件，从备份取回原文件。",
        "“{name}” could not be restored from the undo record “{record}”: {en}. Keep both files and "
        "take the original from a backup.",
    )


HAS_LABEL = Text(
    "其中已有标识（{place}），每个文件只应有一个",
    "it already holds a label ({place}), and a file should have exactly one",
)
NO_LABEL = Text(
    "其中没有可供补充传播要素的标识",
    "it holds no label to which the elements of propagation could be added",
)
HAS_MANIFEST = Text(
    "其中有 C2PA 签名清单（{place}），写入标识会使它失效；应先写标识再签名，确要写入请用 --force",
    "it holds a signed C2PA manifest ({place}), which a label would break; write the label first and "
    "sign then, or use --force",
)
NOT_STRINGS = Text("标识的键和值都应是字符串", "the keys and values of a label must be text")
NOT_VERIFIED = Text(
    "写入后复核不通过（{what}）", "the written file did not pass the check afterwards ({what})"
)
READ_ONLY = Text("文件为只读，请先取消只读", "it is read-only; make it writable first")
CHANGED = Text("写入期间文件被其他程序改动", "another program changed it meanwhile")
NO_FREE_SPACE = Text(
    "文件内没有足够的空闲空间可就地修改，请改用 --in-place 或 --out",
    "there is not enough free space inside it to change it where it is; use --in-place or --out",
)
DAMAGED = Text("文件结构有误", "its structure is damaged")
INTERRUPTED = Text(
    "上次就地修改被中断（有撤销记录），请先运行 hegui label restore",
    "an earlier change inside it was interrupted (there is an undo record); run hegui label restore",
)
