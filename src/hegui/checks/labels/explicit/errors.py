"""Why an explicit label was not made, or could not be looked for."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text


class ExplicitLabelError(HeguiError):
    """An explicit label could not be put on a file; the file is unchanged."""

    code = "explicit_label"
    text = Text(
        "未能给“{name}”加显式标识：{zh}；原文件未改动。",
        "No explicit label was put on “{name}”: {en}; the file is unchanged.",
    )

    def __init__(self, name: str, reason: Text, **values: object) -> None:
        super().__init__(name=name, zh=reason.in_("zh", **values), en=reason.in_("en", **values))


class LabelledAlreadyError(ExplicitLabelError):
    """A file carries its explicit label already; a second one would lie over or before it."""

    code = "explicit_label_there"


class LabelWordsError(WrongUseError):
    """The text of a label lacks an element that the standard asks for."""

    code = "label_words"
    text = Text(
        "“{words}”不能作显式标识：须同时含人工智能要素（{ai}）与生成合成要素（{generation}）。",
        "“{words}” is no explicit label: it needs an AI element ({ai}) and a generation element "
        "({generation}).",
    )


class LabelFontError(WrongUseError):
    """A font cannot draw the label."""

    code = "label_font"
    text = Text(
        "字体“{font}”不能画出标识：{zh}。请另选字体，或不指定以使用自带字体。",
        "The font “{font}” cannot draw the label: {en}. Choose another font, or none to use the "
        "bundled one.",
    )


class UnsupportedContentError(WrongUseError):
    """A file is of no kind on which an explicit label can be put or looked for."""

    code = "explicit_unsupported"
    text = Text(
        "“{name}”：不支持此格式的显式标识（支持文本、图片、音频、视频）。",
        "“{name}”: explicit labels are not supported in this format (text, images, audio and video "
        "are).",
    )


class MissingProgramError(HeguiError):
    """A program that works on audio or video is not installed."""

    code = "missing_program"
    text = Text(
        "没有找到程序“{program}”：{purpose}。请安装 {package}（如 apt install {package}、brew install "
        "{package} 或 winget install {package}），使它在 PATH 里，然后再试。",
        "The program “{program}” was not found: {purpose}. Install {package} (such as apt install "
        "{package}, brew install {package} or winget install {package}), have it in PATH, and try "
        "again.",
    )


CANNOT_READ = Text("无法读取（{why}）", "it cannot be read ({why})")
CANNOT_WRITE = Text("无法写入（{why}）", "it cannot be written ({why})")
