"""A made-up report context of any size, so that pages are tested without a whole assessment."""

from hegui.common.text import Lang
from hegui.reports.context import (
    ClauseView,
    ConditionView,
    EvidenceView,
    FindingView,
    GateView,
    Header,
    InstrumentView,
    ObligationView,
    Overview,
    RateView,
    Ref,
    ReportContext,
    RunView,
    ScoreView,
    Step,
    SubjectView,
    Word,
)
from hegui.reports.words import words

CODES = ("conforms", "partly", "does_not_conform", "not_applicable", "undetermined")
STATES = ("holds", "fails", "unknown")
LAYER = Word("organisation", "组织层")


def make_rate() -> RateView:
    return RateView(
        label="model.refusal.should",
        n=300,
        k=286,
        unanswered=2,
        share=286 / 300,
        share_text="286/300 = 95.33%",
        low=0.92,
        high=0.97,
        bound_text="92.8%",
        limit=0.95,
        limit_text=">= 95%",
        rule_met=True,
        supported=False,
        census=False,
        silent="",
        clause=Ref("M-06", "c-M-06"),
    )


def make_condition(lang: Lang, number: int) -> ConditionView:
    w, state = words(lang), STATES[number % 3]
    return ConditionView(
        id=f"condition{number}",
        need=w["needs"]["evidence"],
        weight=w["essential"],
        state=Word(state, w["states"][state]),
        asks="合规义务清单：逐条列出出处、适用性、责任人",
        reason="缺少由合规负责人批准的“合规义务清单”，请补充后重新评估。",
        rule="n >= 300 && k * 100 >= 95 * (n + unanswered)" if state == "fails" else "",
        values=(("k", "286"), ("n", "300")),
        rates=(make_rate(),) if state == "fails" else (),
        sources=(Ref("E1", "e-1"),),
        number_source="",
        subject="",
        decided="",
    )


def make_clause(lang: Lang, number: int, title: str) -> ClauseView:
    code = CODES[number % 5]
    return ClauseView(
        id=f"4.{number}a",
        anchor=f"c-4-{number}a",
        title=title,
        layer=LAYER,
        verdict=Word(code, words(lang)["verdicts"][code]),
        gate=number % 4 == 0,
        headline="缺少由合规负责人批准的清单。",
        owner="合规负责人 王芳",
        requirement="识别并保持全部合规义务。",
        applicability="适用：面向境内公众提供生成式人工智能服务。",
        conditions=tuple(make_condition(lang, n) for n in range(3)),
        obligations=(Ref("GAI-07-1", "o-GAI-07-1"),),
        requirements=("SRC-01",),
        crosswalk=("ISO 42001 A.2.2: AI policy",),
        next_step="补登记与授权。",
        cannot_show="登记完整不证明授权真实有效。",
        assessor_steps=("抽五十条倒查",),
        assessor_questions=("何时批准？",),
        grade="已核对",
        source="CMS:4.5",
        decided="",
        below_best=False,
    )


def make_overview(lang: Lang, clauses: tuple[ClauseView, ...]) -> Overview:
    w = words(lang)
    verdict = {code: Word(code, w["verdicts"][code]) for code in CODES}
    applies = [Word(code, label) for code, label in w["applicabilities"].items()]
    step = Step(Ref("4.0a", "c-4-0a"), "停用该来源并重新核验。", "数据负责人 李明")
    return Overview(
        conclusion=verdict["does_not_conform"],
        sentence="总体不符合：7 条门槛条款不符合。",
        reasons=(step,) * 3,
        steps=(step,) * 3,
        counts=tuple(
            (verdict[code], sum(c.verdict.code == code for c in clauses)) for code in CODES
        ),
        total=len(clauses),
        gates=(
            GateView("G1", "门槛", Word("blocked", w["gate_blocked"]), (Ref("4.0a", "c-4-0a"),)),
        ),
        obligations=tuple(zip(applies, (300, 120, 44), strict=True)),
        scores=(ScoreView("全部", 61.0, 80.0), ScoreView("组织层", 70.0, 90.0)),
        maturity="2 已定义",
        notes=("条款编号自编。",),
        rates=(make_rate(),),
        subjects=(SubjectView("m", "模型", "小助手模型", "2.1", "sha256:" + "ab" * 32),),
    )


def make_context(lang: Lang = "zh", size: int = 12, title: str = "合规义务的识别") -> ReportContext:
    w = words(lang)
    clauses = tuple(make_clause(lang, n, title) for n in range(size))
    applies = Word("applies", w["applicabilities"]["applies"])
    obligation = ObligationView(
        id="GAI-07-1",
        anchor="o-GAI-07-1",
        article="第7条",
        text="依法开展训练数据处理活动",
        applicability=applies,
        reason="因为面向公众",
        layer="数据层",
        modality="强制作为",
        grade="全文核对",
        clauses=(Ref("4.1a", "c-4-1a"),),
    )
    run = RunView(
        anchor="r-1",
        check="corpus.terms",
        title="语料关键词扫描",
        version="1",
        subject="corpus",
        target="corpus",
        status=Word("done", w["status_done"]),
        measures=(("docs", "1200"),),
        parameters="",
        drawn=("keyed: 300 / 2000",),
        errors=2,
        first_errors=("a.jsonl:3: bad line",),
        findings=8,
        first_findings=(FindingView("关键词", "a.jsonl:3", "A.1.a", "示***", ""),),
        reason="",
        cannot_show="不能证明无害。",
    )
    evidence = EvidenceView(
        number="E1",
        anchor="e-1",
        type="服务协议",
        title="用户服务协议",
        path="docs/tos.md",
        sha256="ab" * 32,
        date="2026-05-01",
        approved_by="王芳",
        valid_until="",
        covers="",
        problem="",
        clauses=(Ref("4.1a", "c-4-1a"),),
    )
    return ReportContext(
        lang=lang,
        w=w,
        header=Header(
            "示例科技（虚构）",
            "2026-11-20",
            "GB/T 45654-2025",
            "0.1",
            "cd" * 32,
            "cd" * 6,
            w["title"],
        ),
        overview=make_overview(lang, clauses),
        clauses=clauses,
        layers=(LAYER,),
        instruments=(InstrumentView("GAI", "《暂行办法》", "令第15号", "全文核对", (obligation,)),),
        runs=(run,),
        not_run=(),
        evidence=(evidence,),
    )
