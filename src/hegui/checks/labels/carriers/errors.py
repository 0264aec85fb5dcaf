"""Why the label of a media file could not be looked for."""

from hegui.common.errors import HeguiError
from hegui.common.text import Text


class UnreadableMediaError(HeguiError):
    """A media file is of an unknown kind, cut off, damaged, or beyond the limits of reading."""

    code = "unreadable_media"
    text = Text("无法读取标识：{zh}。", "The label cannot be read: {en}.")

    def __init__(self, reason: Text, **values: object) -> None:
        super().__init__(zh=reason.in_("zh", **values), en=reason.in_("en", **values))


UNKNOWN_KIND = Text(
    "不是可识别的图片、音视频或文档格式，请核对文件",
    "this is not an image, audio, video or document format that is recognised; check the file",
)
NOT_A_FILE = Text("不是普通文件（文件夹、管道或设备）", "it is a folder, a pipe or a device")
EMPTY = Text("文件为空，请重新导出", "the file is empty; export it again")
CUT_OFF = Text(
    "文件在 {place} 处被截断或长度有误，请重新导出",
    "the file is cut off or has a wrong length at {place}; export it again",
)
DAMAGED = Text("{place} 已损坏，请重新导出", "{place} is damaged; export the file again")
TOO_LARGE = Text(
    "{place} 超过读取上限 {limit} KB，请人工核对",
    "{place} is beyond the reading limit of {limit} KB; look at it by hand",
)
TOO_MANY = Text(
    "结构超过 {limit} 个单元，请核对文件来源",
    "the file has more than {limit} parts; check where it comes from",
)
PROTECTED = Text(
    "{place} 已加密，无法读取；请去掉密码后再试",
    "{place} is encrypted and cannot be read; take the password off first",
)
PASSWORD = Text(
    "{place} 文档用密码加密，无法读写标识；请在 Office 中去掉密码（另存为、工具、常规选项）后再试",
    "this {place} document is encrypted with a password, so its label can be neither read nor written; "
    "take the password off in Office (save as, tools, general options) and try again",
)
OTHER_COMPOUND = Text(
    "这是内容不明的 OLE2 复合文件（2007 年以前的 Office 格式或损坏的加密文档，可能有密码）；请去掉密码并另存为 DOCX、XLSX 或 PPTX",
    "this is an OLE2 compound file of a kind that is not known (Office before 2007, or a damaged document "
    "with a password); take the password off and save it as DOCX, XLSX or PPTX",
)
EXTENDED = Text(
    "含扩展 XMP（分段存放），其中是否有标识未能判断，请人工核对",
    "it holds extended XMP in several segments, which may hold a label; look at it by hand",
)
NO_KNOWN_PLACE = Text(
    "{place} 里标识应放的位置尚不清楚（TC260-PG-20258A 列出该格式，位置未查到），不读也不写；可在文件旁另附说明，或改用 "
    "PDF、DOCX 输出",
    "the place of a label in {place} is not known (TC260-PG-20258A names the format, its place was not "
    "found), so it is neither read nor written; deliver PDF or DOCX, or a note beside the file",
)
NOT_HANDLED = Text(
    "不支持 {place}；请先转换为 {other}",
    "{place} is not supported; convert it to {other} first",
)
