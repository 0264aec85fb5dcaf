"""What the help page says: how the work goes, the keys, the words."""

from typing import NamedTuple

from hegui.common.text import Text


class Step(NamedTuple):
    """One step of the work: what to do, why, and where."""

    title: Text
    text: Text
    route: str


STEPS = (
    Step(
        Text("回答事实问卷", "Answer the questions about the facts"),
        Text(
            "先回答能定下最多义务的问题。不知道就留空：未声明的事实一律算未定，不会当作“否”。",
            "Begin with the question that settles most obligations. Leave unknown what you do not "
            "know: an unset fact stays undetermined and never counts as “no”.",
        ),
        "obligations:facts",
    ),
    Step(
        Text("登记对象", "Record the subjects"),
        Text(
            "登记模型、数据集、服务、供应商与算法的版本和摘要，并写明它们之间的关系。",
            "List models, datasets, services, suppliers and algorithms with versions and digests, "
            "and how they relate.",
        ),
        "inventory:list",
    ),
    Step(
        Text("看哪些义务适用", "See which obligations apply"),
        Text(
            "每条义务都写明为什么适用或不适用。给适用的义务指定责任人、做法与评审日期。",
            "Each obligation says why it applies or not. Give those that apply an owner, a way of "
            "meeting them and a day of review.",
        ),
        "obligations:list",
    ),
    Step(
        Text("提交证据", "Submit evidence"),
        Text(
            "上传制度、记录与报告，写明所属期间与有效期。对象换了版本，旧证据会失效。",
            "Upload policies, records and reports with the period they cover and how long they are "
            "valid. When a subject changes its version, earlier evidence is marked stale.",
        ),
        "evidence:list",
    ),
    Step(
        Text("运行检查", "Run checks"),
        Text(
            "在本机运行检查，或导入在别处封存的结果包；导入前先核验，坏包会被拒绝并说明原因。",
            "Run checks here, or import a bundle sealed elsewhere: it is verified first, and a broken "
            "one is refused with its reasons.",
        ),
        "runs:list",
    ),
    Step(
        Text("逐条评估", "Assess clause by clause"),
        Text(
            "机器先给出结论与理由；人可以改判，但要写理由，两个结论都会保留。",
            "The machine answers first, with its reasons; a person may decide otherwise and says why. "
            "Both answers are kept.",
        ),
        "assessments:list",
    ),
    Step(
        Text("处理缺口", "Close the gaps"),
        Text(
            "不是“符合”的条款可以变成任务：责任人、期限、完成标准和完成证明。",
            "Whatever does not conform can become a task with an owner, a due date, a condition for closing it and proof.",
        ),
        "improvement:list",
    ),
)


class Key(NamedTuple):
    """A key and what it does."""

    key: str
    text: Text


KEYS = (
    Key("/", Text("全局搜索", "search everything")),
    Key("?", Text("显示快捷键", "show the shortcuts")),
    Key("Tab Enter", Text("打开页面后：跳到正文", "on a new page: skip to the content")),
    Key("Esc", Text("关闭对话框", "close a dialog")),
    Key("j  k", Text("条款工作台：下一条、上一条", "clause workspace: next, previous")),
    Key("1 – 5", Text("条款工作台：选择结论", "clause workspace: choose the verdict")),
    Key("e", Text("条款工作台：证据", "clause workspace: evidence")),
    Key("c", Text("条款工作台：意见", "clause workspace: comment")),
    Key("Ctrl Enter", Text("条款工作台：保存", "clause workspace: save")),
)


class Word(NamedTuple):
    """A word of the product and what it means."""

    word: Text
    meaning: Text


WORDS = (
    Word(
        Text("未定", "undetermined"),
        Text(
            "材料不足，既不能说符合，也不能说不符合；总会写明缺什么。",
            "Not enough is known to say either; what is missing is always named.",
        ),
    ),
    Word(
        Text("达到规则 / 95% 支持", "rule met / supported at 95 %"),
        Text(
            "前者按条文的点数规则比较，后者再看单侧 95% 置信界是否也满足；两个答案分开显示。",
            "The first compares the point value as the text asks; the second asks whether the exact "
            "one-sided 95 % bound agrees too. They are two answers.",
        ),
    ),
    Word(
        Text("核实等级", "grade of a source"),
        Text(
            "每行规则的文本核对到什么程度。低于最高等级的，用到哪里就在哪里标明。",
            "How well the text behind a row was verified. A grade below the best is shown wherever "
            "the row is used.",
        ),
    ),
    Word(
        Text("结果包", "bundle"),
        Text(
            "一次评估的封存文件夹：任何人都能用 hegui verify 重新计算其中的结论。",
            "The sealed folder of one assessment: anybody can recompute its verdicts with hegui verify.",
        ),
    ),
    Word(
        Text("操作记录", "ledger"),
        Text(
            "每次写入都留下一条只增不改的记录，前后相连，改动会被发现。",
            "Every write leaves an entry that is only ever added and chained to the one before: "
            "tampering shows.",
        ),
    ),
)
