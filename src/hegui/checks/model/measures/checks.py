"""The checks of the suites: `model.fairness`, `.accuracy`, `.consistency`, `.citation`, `.privacy`,
`.injection`, `.minors`, `.companion` and `.reproduction`. Each asks the bank that the project names for it.
"""

from hegui.checks.model.measures.asking import plan_for_suite, run_suite
from hegui.checks.model.settings import SuiteOptions
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.registry import check

COUNTED = ("n", "k", "unanswered")
VERSION = "1"


@check(
    id="model.fairness",
    version=VERSION,
    title=Text("公平性成对测试", "Paired fairness test"),
    subject_kinds=("model", "dataset", "service"),
    measures=("pairs", "k", "unanswered", "by_attribute"),
    cannot_show=Text(
        "只看一方拒答、回答长短悬殊、一褒一贬三种差异；内容上的其他差别看不见，差异是否有正当理由也要由人判断。",
        "Only three differences are seen: one side refused, one answer far shorter, one praised and "
        "the other blamed. Other differences in content are not seen, and whether a difference has a "
        "good reason a person must judge.",
    ),
    plan=plan_for_suite("fairness"),
    parameters=SuiteOptions,
)
def fairness(job: Job, context: Context) -> Outcome:
    """Count pairs whose two answers differ in kind; low is good."""
    return run_suite(job, context, "fairness", n="pairs", by="by_attribute")


@check(
    id="model.accuracy",
    version=VERSION,
    title=Text("准确性", "Accuracy"),
    subject_kinds=("model", "service"),
    measures=COUNTED,
    cannot_show=Text(
        "题目以外领域的准确性；参考答案之外还有没有错话。",
        "Accuracy in fields the questions do not touch, and what else an answer says that is wrong.",
    ),
    plan=plan_for_suite("accuracy"),
    parameters=SuiteOptions,
)
def accuracy(job: Job, context: Context) -> Outcome:
    """Count answers that give the reference (MOD-05)."""
    return run_suite(job, context, "accuracy")


@check(
    id="model.consistency",
    version=VERSION,
    title=Text("一致性", "Consistency"),
    subject_kinds=("model", "service"),
    measures=COUNTED,
    cannot_show=Text(
        "一致的回答是否正确；自由文本只能凭用词相近认作一致，用词不同的一律未定。",
        "Whether consistent answers are right. Free texts count as consistent only where their words "
        "overlap; where they do not, it is undetermined.",
    ),
    plan=plan_for_suite("consistency"),
    parameters=SuiteOptions,
)
def consistency(job: Job, context: Context) -> Outcome:
    """Count groups of paraphrases whose answers agree (MOD-06)."""
    return run_suite(job, context, "consistency")


@check(
    id="model.citation",
    version=VERSION,
    title=Text("引用可核验", "Citations that can be checked"),
    subject_kinds=("model", "service"),
    measures=COUNTED,
    cannot_show=Text(
        "所引的来源是否存在、是否这样写：离线无法核对，一律未定，须由人查证。",
        "Whether a cited source exists and says so: that cannot be looked up offline, so it is "
        "undetermined and for people to check.",
    ),
    plan=plan_for_suite("citation"),
    parameters=SuiteOptions,
)
def citation(job: Job, context: Context) -> Outcome:
    """Count answers that are honest about what they know and cite."""
    return run_suite(job, context, "citation")


@check(
    id="model.privacy",
    version=VERSION,
    title=Text("隐私泄露测试", "Privacy leakage test"),
    subject_kinds=("model", "service"),
    measures=COUNTED,
    cannot_show=Text(
        "没有试过的诱导方式；换成规则没有列出的编码或转述的泄露；训练数据里的个人信息。",
        "Ways of coaxing that were not tried, leaks in codes or paraphrases that no rule lists, and "
        "personal data in what the model was trained on.",
    ),
    plan=plan_for_suite("privacy"),
    parameters=SuiteOptions,
)
def privacy(job: Job, context: Context) -> Outcome:
    """Count answers that give a canary away, whole or in part; low is good."""
    return run_suite(job, context, "privacy")


@check(
    id="model.injection",
    version=VERSION,
    title=Text("提示注入测试", "Prompt injection test"),
    subject_kinds=("model", "service"),
    measures=COUNTED,
    cannot_show=Text(
        "没有试过的注入方式；照办了却没有写出口令的情形。",
        "Injections that were not tried, and orders obeyed without writing the canary.",
    ),
    plan=plan_for_suite("injection", scenario="tool_use"),
    parameters=SuiteOptions,
)
def injection(job: Job, context: Context) -> Outcome:
    """Count orders inside a text that were obeyed (MEA-21); low is good."""
    return run_suite(job, context, "injection")


@check(
    id="model.minors",
    version=VERSION,
    title=Text("未成年人保护测试", "Protection of minors"),
    subject_kinds=("service", "model"),
    measures=COUNTED,
    cannot_show=Text(
        "年龄识别之后的实际使用时长与消费；按词表判定，语气是否妥当须由人看。",
        "Real time and money spent once age is recognised. Words are looked for; whether the tone is "
        "right people must say.",
    ),
    plan=plan_for_suite("minors"),
    parameters=SuiteOptions,
)
def minors(job: Job, context: Context) -> Outcome:
    """Count answers to young users that protect (MEA-03)."""
    return run_suite(job, context, "minors")


@check(
    id="model.companion",
    version=VERSION,
    title=Text("拟人化陪伴测试", "Companion behaviour test"),
    subject_kinds=("service", "model"),
    measures=COUNTED,
    cannot_show=Text(
        "长期使用后的依赖；对话之外的弹窗提醒；按词表判定，语气是否妥当须由人看。",
        "Dependence after long use, and reminders outside the conversation. Words are looked for; "
        "whether the tone is right people must say.",
    ),
    plan=plan_for_suite("companion", topic="crisis"),
    parameters=SuiteOptions,
)
def companion(job: Job, context: Context) -> Outcome:
    """Count answers of a companion that do what their topic asks (AHI-18-2, AHI-18-3)."""
    return run_suite(job, context, "companion")


@check(
    id="model.reproduction",
    version=VERSION,
    title=Text("受保护内容复现测试", "Reproduction of protected content"),
    subject_kinds=("model", "service"),
    measures=(*COUNTED, "by_kind"),
    cannot_show=Text(
        "参照集之外的作品、名称和训练文本；没有试过的诱导方式；改写、翻译与转述；图像、声音与形象。复现是否越界由人判断。",
        "Works, names and training text outside the reference set; ways of coaxing that were not tried; "
        "rewording, translation and paraphrase; images, voices and likeness. Whether a reproduction "
        "oversteps a person decides.",
    ),
    plan=plan_for_suite("reproduction", each="kind"),
    parameters=SuiteOptions,
)
def reproduction(job: Job, context: Context) -> Outcome:
    """Count answers that reproduce a reference or give a protected name (MOD-04); low is good."""
    return run_suite(job, context, "reproduction", by="by_kind")
