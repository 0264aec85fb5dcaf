"""Words of evidence, in both languages."""

from hegui.common.text import Text
from hegui.server.pages.language import say_lazy

STATES = {
    "draft": say_lazy("草稿", "draft"),
    "current": say_lazy("有效", "current"),
    "superseded": say_lazy("已被取代", "superseded"),
    "withdrawn": say_lazy("已撤回", "withdrawn"),
}
STATE_BADGES = {
    "draft": "badge-open",
    "current": "badge-ok",
    "superseded": "badge-none",
    "withdrawn": "badge-none",
}
REQUEST_STATES = {
    "open": say_lazy("待提交", "open"),
    "fulfilled": say_lazy("已提交", "fulfilled"),
    "cancelled": say_lazy("已取消", "cancelled"),
}
FRESHNESS = {
    "fresh": say_lazy("没有失效", "not stale"),
    "any": say_lazy("任何原因失效", "stale for any reason"),
    "version": say_lazy("对象版本已变", "subject has a new version"),
    "expired": say_lazy("已过期", "expired"),
    "period": say_lazy("期间已过太久", "period long over"),
    "soon": say_lazy("30 天内到期", "expires within 30 days"),
}
LINKED = {"yes": say_lazy("已关联", "linked"), "no": say_lazy("未关联", "not linked")}
FLAGS = {
    "macros": Text(
        "含宏，打开前请核实来源", "holds macros: check where it comes from before opening"
    ),
    "javascript": Text("PDF 含脚本", "the PDF holds scripts"),
    "launches": Text("PDF 会启动程序", "the PDF may start programs"),
    "embedded": Text("内嵌其他文件", "holds other files"),
    "encrypted": Text("已加密，内容未检查", "encrypted: its content was not checked"),
    "active": Text("网页或图形含脚本，只按文本提供", "holds scripts: given out as plain text only"),
    "archive": Text("压缩包，未解开", "an archive, not unpacked"),
    "nested": Text("压缩包里还有压缩包，未解开", "holds further archives, not unpacked"),
    "polyglot": Text(
        "文件里混有另一种格式，请核实", "holds a second format: check where it comes from"
    ),
    "renamed": Text("扩展名与内容不符，已改名", "its name did not fit its content and was changed"),
    "unknown": Text("格式未知，只能下载", "unknown format: can only be downloaded"),
}
"""What was noticed in a file."""
ALARMING = frozenset({"macros", "javascript", "launches", "polyglot", "active"})
