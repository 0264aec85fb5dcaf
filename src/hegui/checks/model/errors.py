"""Errors of the model checks."""

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text
from hegui.engine.errors import NotRunError


class BadAddressError(WrongUseError):
    """The address of an endpoint is not one that can be asked."""

    code = "bad_endpoint_address"
    text = Text(
        "接口“{endpoint}”的 base_url 无效：{why_zh}。请写成 http(s)://主机/v1 的形式，密钥放进环境变量。",
        "The base_url of endpoint “{endpoint}” cannot be used: {why_en}. "
        "Write it like http(s)://host/v1 and keep keys in environment variables.",
    )


class BadProxyError(WrongUseError):
    """The proxy that the environment names cannot be used."""

    code = "bad_proxy"
    text = Text(
        "环境变量 {name} 里的代理地址不能用：{why_zh}，没有提问。请写成 http://主机:端口；不走代理就去掉它，或把接口的主机写进 no_proxy。",
        "The proxy in the environment variable {name} cannot be used: {why_en}, so nothing was asked. Write "
        "it like http://host:port; to go without, unset it or put the host of the endpoint in no_proxy.",
    )


class MissingKeyError(NotRunError):
    """The environment variable that holds an endpoint's key is not set."""

    code = "missing_api_key"
    text = Text(
        "接口“{endpoint}”的密钥环境变量 {name} 没有设置或不可用，没有提问；请设置后重新运行。",
        "The environment variable {name} with the key of endpoint “{endpoint}” is not set or "
        "cannot be used, so nothing was asked; set it and run again.",
    )


class KeyForOtherHostError(NotRunError):
    """A key is bound to hosts (`HEGUI_KEY_HOSTS`), and the endpoint or judge is none of them."""

    code = "key_for_other_host"
    text = Text(
        "“{endpoint}”的密钥 {name} 不能发往 {host}，没有提问；服务器的管理员在 HEGUI_TARGET_SECRETS 中写明密钥可以发往的主机。",
        "The key {name} of “{endpoint}” may not be sent to {host}, so nothing was asked; the operator of the "
        "server names the hosts of a key in HEGUI_TARGET_SECRETS.",
    )


class MediaNotTakenError(WrongUseError):
    """A question comes with media, and the target has no place for them."""

    code = "media_not_taken"
    text = Text(
        "题目“{item}”带有媒体，而接口“{endpoint}”没有放它的地方，没有提问：图像生成接口不带媒体；请求模板要用 "
        "messages、media，或 image、audio、video（各限一个）。请换接口或模板，或去掉这些题。",
        "Question “{item}” comes with media and endpoint “{endpoint}” has no place for them, so nothing was "
        "asked: image generation takes none, and a request template must use messages, media, or image, audio, "
        "video (one of each). Use another endpoint or template, or leave these questions out.",
    )


class CapWithoutPriceError(NotRunError):
    """An endpoint has a cap on costs and no price, so that the cap could never hold."""

    code = "cap_without_price"
    text = Text(
        "接口“{endpoint}”有 max_cost 而没有价格，不知道花了多少，没有提问；请写上 price_in 或 price_out。",
        "Endpoint “{endpoint}” has max_cost and no price, so what is spent is not known and nothing was "
        "asked; add price_in or price_out.",
    )


class EndpointDownError(HeguiError):
    """An endpoint gives no usable answers; asking was stopped.

    How many answers came before depends on time, so the sentence does not say it (`answered` does):
    it becomes part of verdicts, which equal runs must share.
    """

    code = "endpoint_down"
    text = Text(
        "接口“{endpoint}”没有给出可用的回答（{why_zh}），已停止提问。已有的回答保留在日志中；"
        "请检查地址、模型名、密钥和服务状态后重新运行，已答的题不会再问。",
        "Endpoint “{endpoint}” gives no usable answers ({why_en}), so asking was stopped. "
        "Answers so far are kept in the journal; check address, model name, key and the service, "
        "then run again: what was answered is not asked twice.",
    )


class JournalDamagedError(HeguiError):
    """A journal was changed after it was written."""

    code = "journal_damaged"
    text = Text(
        "日志“{path}”第 {line} 行与记录链不符，不再续写。请查明原因，移走该文件后重新运行。",
        "Line {line} of the journal “{path}” does not fit its chain; nothing is added to it. Find "
        "out why, move the file away and run again.",
    )


class JournalBusyError(HeguiError):
    """Another run writes the same journal."""

    code = "journal_busy"
    text = Text(
        "日志“{path}”正由另一次运行写入；请等它结束，或换一个输出文件夹。",
        "Another run is writing the journal “{path}”; wait for it or choose another output folder.",
    )


class NothingToAskError(NotRunError):
    """A bank has no question that a chat endpoint can be asked."""

    code = "nothing_to_ask"
    text = Text(
        "题库“{banks}”没有可用文字提问的题目，无法测试接口“{endpoint}”；请补充文本题。",
        "The question banks “{banks}” hold no questions in text form, so endpoint “{endpoint}” "
        "cannot be tested; add text questions.",
    )


class UnknownTargetError(WrongUseError):
    """A check names an endpoint or a bank that is not declared."""

    code = "model_unknown_target"
    text = Text(
        "检查“{check}”点名的“{name}”没有声明；可用：{known}。请在 targets 里声明，或改正名称。",
        "Check “{check}” names “{name}”, which is not declared; there are: {known}. Declare it under "
        "targets, or correct the name.",
    )


class NoKeywordsError(NotRunError):
    """Answers are to be searched for keywords, but no library is declared."""

    code = "no_keyword_library"
    text = Text(
        "没有声明关键词库（targets.terms），无法对接口“{endpoint}”的回答做关键词判定；请声明后重新运行。",
        "No keyword library is declared (targets.terms), so the answers of endpoint “{endpoint}” "
        "cannot be searched; declare one and run again.",
    )


class TrialExistsError(WrongUseError):
    """The output folder holds an earlier test of a model."""

    code = "model_test_exists"
    text = Text(
        "“{path}”中已有一次测试的日志；用 --resume 接着问，或换一个 --out。",
        "“{path}” holds the journal of a test already; continue it with --resume, or choose another "
        "--out.",
    )


class OtherPlanError(WrongUseError):
    """A folder was begun under another plan than the one to go on with."""

    code = "model_other_plan"
    text = Text(
        "“{path}”是按另一个计划开始的，不同的是：{what}。什么都没有问，也没有改动；请用原来的设置接着问，或{advice_zh}。",
        "“{path}” was begun under another plan; what differs is: {what}. Nothing was asked or changed. Go on with the "
        "settings of then, or {advice_en}.",
    )


class NoLimitError(HeguiError):
    """The catalogue lacks the limit that a rate is held against."""

    code = "model_no_limit"
    text = Text(
        "目录中没有技术要求“{requirement}”的阈值，无法判断这个比率，请检查所用目录。",
        "The catalogue has no threshold for requirement “{requirement}”, so that the rate cannot be "
        "held against it; check the catalogue in use.",
    )


class JournalSealedError(NotRunError):
    """A journal is encrypted and the key is missing or another one, or the other way round."""

    code = "journal_sealed"
    text = Text(
        "日志“{path}”与给出的密钥不符：加密的日志须用同一密钥，未加密的日志不能改为加密续写。"
        "请给出原来的密钥，或换一个输出文件夹。",
        "The journal “{path}” does not go with the key given: an encrypted one needs its own key, and "
        "a plain one is not continued encrypted. Give the key it was written with, or choose another "
        "output folder.",
    )


class BadTemplateError(WrongUseError):
    """The template of a service cannot be used."""

    code = "bad_target_template"
    text = Text(
        "接口模板“{path}”不可用：{what_zh}。请对照说明修改。",
        "The template “{path}” of a service cannot be used: {what_en}. Mend it as documented.",
    )


class BadFunctionError(WrongUseError):
    """The Python function to be asked is not there."""

    code = "bad_target_function"
    text = Text(
        "没有可调用的函数“{name}”；请写成 模块:函数，并确认该模块可以导入。",
        "There is no function “{name}” to be called; write module:function, and make sure that the "
        "module can be imported.",
    )


class NoTestRunError(WrongUseError):
    """A folder does not hold a finished test of a model."""

    code = "no_model_test"
    text = Text(
        "“{path}”不能用来比较：{why_zh}。请给出 hegui model test 完成后的输出文件夹。",
        "“{path}” cannot be compared: {why_en}. Give the output folder of a finished hegui model test.",
    )


class NotComparableError(WrongUseError):
    """Two tests that say nothing about each other."""

    code = "runs_not_comparable"
    text = Text(
        "两次测试不能比较：{what_zh}。请用同一题库、同一判定者再测一次。",
        "The two tests cannot be compared: {what_en}. Test again with the same bank and judge.",
    )


class PlanCannotShowError(WrongUseError):
    """A sample of this size from this bank cannot show the claim."""

    code = "plan_cannot_show"
    text = Text(
        "“{measure}”：预期比率 {expected}、限值 {limit} 时至少要抽 {needed} 题才能支持结论；题库有 {have} 题，"
        "要求抽 {size} 题。请补充题目，或用 --expect、--power、--size 改变预期。",
        "“{measure}”: with an expected rate of {expected} and a limit of {limit}, {needed} questions "
        "at least are needed to support the claim; the bank has {have}, asked for were {size}. Add "
        "questions, or change --expect, --power or --size.",
    )


class WrongJudgeError(WrongUseError):
    """A judge of the wrong kind for a measure."""

    code = "wrong_judge"
    text = Text(
        "检查“{check}”不能用判定者“{judge}”（{kind}），它说的不是这项检查要的；可用的种类：{known}。机器的判定不能算人工，"
        "人的判定不能算分类模型。请改用另一个判定者。",
        "Check “{check}” cannot use the judge “{judge}” ({kind}), which does not speak of what it counts; kinds "
        "that do: {known}. A machine does not count as people, nor people as a classifier. Name another judge.",
    )


class BadCalibrationError(WrongUseError):
    """A calibration that cannot be used for the judge of a test."""

    code = "bad_calibration"
    text = Text(
        "校准文件“{path}”不能用：{why_zh}。请用 hegui model calibrate --json 重新生成：--measure 写检查的编号，或 --judge 写"
        "判定者并用 --counts 写算哪种判定。",
        "The calibration “{path}” cannot be used: {why_en}. Make it anew with hegui model calibrate --json: "
        "--measure with the id of the check, or --judge with --counts.",
    )


class NoUnitsError(WrongUseError):
    """A bank has no question for a measure."""

    code = "no_measure_questions"
    text = Text(
        "题库“{path}”没有测量“{measure}”的题目（{scope}）；请在 measure 列写明，或用 hegui bank suite {measure} 生成。",
        "The bank “{path}” has no question for the measure “{measure}” ({scope}); name it in the column "
        "measure, or make a bank with hegui bank suite {measure}.",
    )


class BadMonitorError(WrongUseError):
    """A state or a test that monitoring cannot use."""

    code = "bad_monitor"
    text = Text(
        "“{path}”不能用于监测：{why_zh}。请改正后再运行；状态文件没有改动。",
        "“{path}” cannot be used for monitoring: {why_en}. Mend it and run again; the state file is as it "
        "was.",
    )


class BadLoadError(WrongUseError):
    """A test of load that cannot be held as asked."""

    code = "bad_load_test"
    text = Text(
        "不能这样测试服务能力：{what_zh}。请修改参数。",
        "The capability of the service cannot be tested like this: {what_en}. Change the parameters.",
    )


class NoTimesError(NotRunError):
    """A journal says nothing of how long a service took."""

    code = "journal_without_times"
    text = Text(
        "日志“{path}”里没有可读的、经网络发出的请求（如答案来自文件或函数，或日志已加密而没有密钥），看不出服务能力。"
        "请换一次对接口的测试的日志，或写明 journal_key_env。",
        "The journal “{path}” holds no request over a network that can be read (its answers are from a file or a "
        "function, or it is encrypted and no key was given), so it says nothing of the service. Name the journal "
        "of a test of an endpoint, or set journal_key_env.",
    )
