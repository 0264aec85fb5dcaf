"""Words of runs in both languages."""

from hegui.common.text import Text
from hegui.server.pages.language import say_lazy

STATES = {
    "queued": Text("排队中", "queued"),
    "running": Text("运行中", "running"),
    "done": Text("已完成", "done"),
    "refused": Text("已拒绝", "refused"),
    "failed": Text("失败", "failed"),
    "cancelled": Text("已取消", "cancelled"),
    "interrupted": Text("已中断", "interrupted"),
}
TYPES = {
    "assessment": Text("完整评估", "assessment"),
    "check": Text("部分检查", "checks"),
    "import": Text("导入结果包", "import"),
}
TARGETS = {
    "endpoint": Text("模型或服务接口", "model or service endpoint"),
    "corpus": Text("训练语料", "corpus"),
    "media": Text("生成的媒体文件", "generated media"),
    "bank": Text("测试题库", "question bank"),
    "terms": Text("关键词库", "keyword library"),
    "classifier": Text("分类器测试结果", "classifier results"),
    "protected": Text(
        "受保护作品、封禁文本或测试集", "protected works, blocked texts or test sets"
    ),
    "sample": Text("语料抽样结果", "sample of a corpus"),
    "annotation": Text("标注记录导出", "annotation exports"),
    "logs": Text("日志导出", "log export"),
    "tickets": Text("工单导出", "ticket export"),
}
RESULTS = {
    "done": Text("已完成", "done"),
    "not_run": Text("未运行", "not run"),
    "failed": Text("失败", "failed"),
    "cancelled": Text("已停止", "stopped"),
}
FAMILIES = {
    "bank": Text("题库", "Question banks"),
    "corpus": Text("训练语料", "Training data"),
    "label": Text("内容标识", "AI-content labels"),
    "model": Text("模型行为", "Model behaviour"),
    "records": Text("文件与记录", "Documents and records"),
    "service": Text("服务", "Service"),
    "supply": Text("供应链", "Supply chain"),
    "terms": Text("关键词", "Keywords"),
}
OFTEN = {
    "daily": (Text("每天 02:00", "every day at 02:00"), "0 2 * * *"),
    "weekly": (Text("每周一 02:00", "every Monday at 02:00"), "0 2 * * 1"),
    "monthly": (Text("每月 1 日 02:00", "on the 1st of each month at 02:00"), "0 2 1 * *"),
}


def choices(words: dict[str, Text]) -> list[tuple[str, object]]:
    """Return choices of a field or filter."""
    return [(key, say_lazy(text.zh, text.en)) for key, text in words.items()]
