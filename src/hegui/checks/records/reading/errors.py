"""Why a document could not be read, in a sentence that says what to do."""

from hegui.common.errors import HeguiError
from hegui.common.text import Text


class UnreadableDocumentError(HeguiError):
    """A document is missing, damaged, protected, too large, or holds no text."""

    code = "unreadable_document"
    text = Text("文件“{name}”{zh}。", "“{name}” {en}.")

    def __init__(self, file: str, reason: Text, **values: object) -> None:
        zh, en = reason.in_("zh", **values), reason.in_("en", **values)
        super().__init__(name=file, zh=zh, en=en)


MISSING = Text("不存在；请核对 documents 中的路径", "is not there; check its path under documents")
NOT_A_FILE = Text("不是普通文件；请指向一份文件", "is not a regular file; name a file")
EMPTY = Text("是空文件；请提供有内容的版本", "is empty; provide a version with content")
TOO_LARGE = Text(
    "超过 {limit} MB，没有读取；请拆分或提供文字版",
    "is larger than {limit} MB and was not read; split it or provide a text version",
)
TOO_LONG = Text(
    "的文字超过 {limit} 个字符，没有采用；请拆分后再提供",
    "holds more than {limit} characters of text and was not used; split it",
)
UNKNOWN_FORMAT = Text(
    "的格式不支持；可用 {known}", "has a format that cannot be read; use one of {known}"
)
OTHER_CONTENT = Text(
    "的扩展名与内容不符（内容是 {kind}）；请改正扩展名或重新导出",
    "holds {kind}, which its name does not say; correct the extension or export it again",
)
NO_TEXT = Text(
    "没有可提取的文字（可能是扫描件）；请提供带文字层的版本",
    "holds no text that can be extracted (a scan?); provide a version with a text layer",
)
PROTECTED = Text(
    "设有密码，无法读取；请提供未加密的版本",
    "is protected by a password; provide a version without one",
)
DAMAGED = Text("已损坏，无法读取；请重新导出", "is damaged and cannot be read; export it again")
BOMB = Text(
    "解压后过大，没有读取；请检查文件来源并重新导出",
    "unpacks to far more than a document holds and was not read; check where it comes from",
)
TOO_MANY_PAGES = Text(
    "超过 {limit} 页，没有读取；请拆分后再提供",
    "has more than {limit} pages and was not read; split it",
)
NOT_TEXT = Text(
    "不是文本（编码既不是 UTF-8 也不是 GB18030）；请另存为 UTF-8",
    "is not text in UTF-8 or GB18030; save it as UTF-8",
)
NO_ACCESS = Text("无法打开（{why}）；请检查权限", "cannot be opened ({why}); check its permissions")
