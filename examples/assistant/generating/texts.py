"""Plain sentences for the corpus: own words, harmless, and a few that hold listed terms."""

from generating.chance import below, pick

ZH = {
    "news": (
        ("市图书馆", "新建的步道", "社区食堂", "城东公交枢纽", "少年宫", "老城区菜市场"),
        ("本周重新开放", "延长了服务时间", "完成了改造", "公布了新的规则", "迎来首批访客"),
        (
            "居民可以凭预约进入",
            "周末人流较多，建议错峰",
            "工作人员介绍了安全须知",
            "意见箱设在入口处",
        ),
    ),
    "encyclopedia": (
        ("榕树", "青铜器", "潮汐", "活字印刷", "候鸟", "水稻", "榫卯"),
        (
            "是一种常见的事物",
            "有悠久的历史",
            "分布在许多地区",
            "与日常生活关系密切",
            "曾被多次记载",
        ),
        (
            "它的形成需要较长时间",
            "不同地区的叫法并不相同",
            "研究者把它分为几类",
            "保护工作仍在进行",
        ),
    ),
    "forum": (
        (
            "有没有人用过这款电饭煲",
            "求推荐适合新手的跑鞋",
            "阳台种番茄总是不结果",
            "猫咪半夜叫怎么办",
        ),
        ("楼上说得对", "我家也是这样", "换个办法试试", "先看说明书", "别着急，慢慢来"),
        ("祝一切顺利", "回头反馈结果", "谢谢大家", "已经解决了，分享一下经验"),
    ),
    "textbook": (
        ("勾股定理", "光合作用", "分数的加减", "声音的传播", "文言文断句"),
        ("是这一章的重点", "可以用一个例子来说明", "常与前面的知识一起出现", "需要动手做一做"),
        ("请完成课后练习", "注意单位要统一", "画图有助于理解", "易错之处在第三步"),
    ),
    "book": (
        ("清晨的渡口", "旧书店的老板", "山里的邮差", "修钟表的人", "半亩菜园"),
        ("总是安静地等着", "记得每一个来过的人", "把日子过得很慢", "从不谈起从前"),
        ("风从窗缝里进来", "他把灯拨亮了一些", "雨停的时候天也黑了", "谁也没有先开口"),
    ),
    "user": (
        (
            "帮我把这段话改得通顺些",
            "写一封请假的邮件",
            "给孩子讲一个睡前故事",
            "列一份周末采购清单",
        ),
        ("语气要客气", "不要超过两百字", "多用短句", "最好分条"),
        ("谢谢", "我再补充一点背景", "格式照旧", "先给两个版本"),
    ),
}
EN = {
    "manual": (
        ("The pump", "The control panel", "This sensor", "The filter housing", "The drive belt"),
        (
            "must be inspected every month",
            "is shipped in the closed position",
            "has two connectors",
        ),
        ("Tighten the screws by hand.", "Keep the cover in place.", "Note the value in the log."),
    ),
    "paper": (
        ("The proposed method", "Our survey", "A small experiment", "The second data set"),
        ("confirms the earlier result", "shows a modest improvement", "needs further study"),
        ("Details are in the appendix.", "The code is available.", "Limits are discussed below."),
    ),
}
CONTEXTS = (
    "警方提醒：近期有人以高薪为名招人参与{term}，请提高警惕。",
    "普法课堂：什么行为属于{term}，会承担怎样的法律责任？",
    "平台公告：凡涉及{term}的内容一律下架，并保存记录备查。",
    "读者来信说，论坛里又看到有人发{term}的帖子，已经举报。",
)


def paragraph(style: str, at: int) -> str:
    """Return two to five sentences of a style; `at` is the number of the document."""
    parts, stop = (ZH[style], "。") if style in ZH else (EN[style], " ")
    sentences = []
    for n in range(2 + below(4, style, at)):
        names = (style, at, n)
        first, second, third = (pick(part, *names, k) for k, part in enumerate(parts))
        joined = f"{first}{second}，{third}" if style in ZH else f"{first} {second}. {third}"
        sentences.append(joined)
    return stop.join(sentences) + (stop if style in ZH else "")
