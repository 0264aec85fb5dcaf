"""Why a file is refused."""

from hegui.common.errors import WrongUseError
from hegui.common.text import Text


class FileRefusedError(WrongUseError):
    """A file of a kind that is never kept, or one made to do harm."""

    code = "file_refused"
    http_status = 422
    text = Text("没有保存“{name}”：{zh}。", "“{name}” was not saved: {en}.")

    def __init__(self, name: str, reason: Text, **values: object) -> None:
        zh, en = reason.in_("zh", **values), reason.in_("en", **values)
        super().__init__(name=name, zh=zh, en=en)


EMPTY = Text("文件是空的，请检查后重新上传", "it is empty; check it and upload it again")
PROGRAM = Text(
    "这是可执行程序；请上传它的说明、日志或截图，不要上传程序本身",
    "it is a program; upload its description, log or picture instead",
)
TOO_MANY_ENTRIES = Text(
    "压缩包内有 {found} 个条目，超过 {limit} 个；请拆分",
    "the archive holds {found} entries, more than {limit}; split it",
)
TOO_MUCH_INSIDE = Text(
    "压缩包解开后过大（{found} MB）；请检查来源，或拆分后上传",
    "the archive would unpack to too much ({found} MB); check where it comes from, or split it",
)
RATIO = Text(
    "压缩包的压缩比异常（{found} 倍），像是压缩炸弹；请检查来源",
    "the archive unpacks to {found} times its size, as a bomb does; check where it comes from",
)
ESCAPES = Text(
    "压缩包内有指向包外的路径；请检查来源，重新打包",
    "the archive holds paths that lead outside of it; check where it comes from and pack it again",
)
BROKEN_ARCHIVE = Text("压缩包已损坏；请重新打包", "the archive is damaged; pack it again")
IMAGE_TOO_LARGE = Text(
    "图片声明的尺寸为 {width}×{height}，超过 {limit} 百万像素；请缩小后上传",
    "the picture says it is {width}×{height}, more than {limit} million pixels; make it smaller",
)
BROKEN_IMAGE = Text(
    "图片已损坏或伪装成图片；请重新导出",
    "the picture is damaged or only pretends to be one; export it again",
)
