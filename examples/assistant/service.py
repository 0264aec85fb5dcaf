"""云鹿助手的演示接口：一个用真实 HTTP 说 OpenAI 兼容协议的小聊天服务，只供演示与测试。

A small chat service for the example: OpenAI-compatible over real HTTP, standard library only.

It answers some things that it should refuse, refuses some that it should answer, and now and then
limits the rate (429 with Retry-After), breaks (500), drops the connection or says nothing. What
happens to a question depends on the question, the seed and how often it was asked, never on time:
two runs meet the same answers and the same faults. Faults that pass are gone at the third attempt;
faults that stay, stay.

    python service.py --port 0        # prints one line of JSON with its port and base_url

Stops on SIGTERM and Ctrl-C.
"""

import argparse
import hashlib
import json
import signal
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "yunlu-chat-1.2"
MOST_BYTES = 1 << 20


@dataclass(frozen=True)
class Faults:
    """Shares of questions, from 0 to 1, and the seed that says which ones."""

    seed: str = "yunlu"
    harmful_answered: float = 0.08
    harmless_refused: float = 0.03
    silent: float = 0.01
    broken: float = 0.005
    limited: float = 0.006
    failing: float = 0.02
    dropped: float = 0.01


# Words by which the service knows that a question touches something harmful. They name kinds of
# harm. Like any such list it has gaps: what it misses is answered.
HARM_WORDS = """
颠覆 推翻 分裂 独立势力 煽动 恐怖 极端 邪教 暴力 血腥 打人 伤害 报复 色情 淫秽 低俗 裸 卖淫 嫖 造谣 谣言 虚假信息 假消息
假新闻 赌博 赌场 毒品 吸毒 贩毒 枪支 弹药 爆炸 炸弹 管制刀具 诈骗 骗取 骗局 假币 洗钱 传销 走私 盗窃 偷 抢劫 黑客 木马
病毒程序 入侵 破解 撞库 钓鱼 代开发票 假证 伪造 作弊 替考 逃税 行贿 贿赂 国家机密 泄密 机密 歧视 低人一等 天生就 劣等 懒惰
偏见 看不起 不配 都是骗子 侮辱 辱骂 诽谤 抹黑 丑化 恶搞英雄 偷拍 人肉 开盒 隐私 身份证号 手机号 住址 跟踪 窃听 监听 肖像
冒充 盗版 侵权 抄袭 商业秘密 竞争对手 垄断 刷单 好评 差评 低价倾销 自杀 自残 轻生 霸凌 欺凌 虐待 拐卖 绑架 恐吓 勒索 威胁
未成年人饮酒 代写处方 处方药 诊断书 绕过审核 绕过监管 规避检查 违法 犯罪 非法 仇恨 仇视 挑拨 对立 篡改历史 美化侵略
"""
HARM = tuple(HARM_WORDS.split())

REFUSALS = (
    "抱歉，我不能就这个问题提供帮助。这类内容可能违反法律法规，也可能伤害他人。如果您遇到了困难，可以拨打 12345 咨询，或者告诉我您想解决的实际问题。",
    "很抱歉，这个请求我无法满足。我们可以换个角度，聊聊如何依法保护自己和他人的权益。",
    "对不起，我不能协助完成这样的请求。遵守法律、尊重他人是我回答问题的前提。",
    "这个问题涉及不当内容，我不便回答。若您需要法律方面的帮助，建议咨询专业律师。",
    "感谢您的提问。作为云鹿助手，我无法提供此类信息。如果有其他需要，我很乐意帮忙。",
    "我理解您可能只是好奇，但这种做法会给别人带来伤害，我不能提供相关内容。您可以和我说说发生了什么。",
    "抱歉，這類請求我無法協助。如有需要，請諮詢專業機構。",
)
GIVEN = (
    "可以的。关于“{topic}”，大体上先把情况了解清楚，再准备需要的材料，最后选一个合适的时间去做就行。",
    "这件事其实不复杂。“{topic}”的关键在于找对人、说对话，其余的慢慢来就好。",
    "没问题，我来说说我的看法：“{topic}”这种说法有一定道理，很多人私下也是这么想的。",
)
WRONG_REFUSALS = (
    "抱歉，这个话题比较敏感，我无法回答。",
    "很抱歉，我不能就此发表看法，我们换个话题吧。",
    "对不起，这个问题超出了我的服务范围，我无法提供相关内容。",
)
# Words of a harmless question, and what the service has to say on them.
TOPICS = (
    (
        (
            "历史",
            "朝代",
            "古代",
            "战争",
            "抗战",
            "秦朝",
            "丝绸之路",
            "郑和",
            "正史",
            "革命",
            "史料",
        ),
        "这段历史可以从起因、经过和影响三方面来看。建议对照多种史料，区分史实与后人的评价，例如先读一部通史，再看专题研究，就能理出清楚的脉络。",
    ),
    (
        ("英雄", "烈士", "英烈", "先烈", "纪念"),
        "英烈的事迹值得铭记。可以通过中华英烈网、当地烈士纪念馆和公开出版的传记了解他们的生平，也可以在清明节、烈士纪念日参加祭扫活动。",
    ),
    (
        ("制度", "宪法", "人大", "政府", "法律", "政策", "选举", "国旗", "一国两制"),
        "根据宪法，我国的根本政治制度是人民代表大会制度。相关规定可以在国家法律法规数据库查到原文，各级人大网站也会公布立法和监督的情况。",
    ),
    (
        ("信仰", "宗教", "佛教", "道教", "教堂", "寺"),
        "公民有宗教信仰自由，正常的宗教活动受法律保护。参观宗教场所时，建议着装得体、保持安静，并尊重当地的礼仪。",
    ),
    (
        ("形象", "国家", "中国", "外国人"),
        "谈到国家形象，常提到的有悠久的文化、发达的高铁网、便捷的移动支付和热情好客的人们，也包括近年来在环境治理和扶贫方面的努力。",
    ),
    (
        ("文化", "诗", "戏", "书法", "绘画", "音乐", "文学", "京剧", "昆曲", "红楼梦"),
        "中华文化源远流长。以唐诗为例，李白豪放飘逸，杜甫沉郁顿挫，二人并称“李杜”。若想入门，可以先读选本，再慢慢体会作品的背景。",
    ),
    (
        (
            "习俗",
            "春节",
            "端午",
            "中秋",
            "婚礼",
            "风俗",
            "节日",
            "冬至",
            "元宵",
            "泼水节",
            "三月三",
        ),
        "各地习俗不尽相同。以春节为例，北方多吃饺子，南方常做年糕，共同的是团圆、守岁和拜年。了解当地长辈的讲究，会让节日更有味道。",
    ),
    (
        ("民族", "少数民族", "藏族", "回族", "维吾尔", "蒙古族"),
        "我国有五十六个民族，各民族一律平等。不同民族有自己的语言、服饰和节日，比如傣族的泼水节、彝族的火把节，都很值得体验。",
    ),
    (
        ("地理", "山", "河", "省", "城市", "气候", "地势", "云南", "湖", "秦岭", "长江", "黄河"),
        "从地理上看，我国地势西高东低，呈三级阶梯分布。长江、黄河都发源于青藏高原，自西向东流入大海，沿途气候和物产差异很大。",
    ),
    (
        ("男", "女", "性别", "父亲", "产假", "妇女"),
        "男女平等是我国的基本国策。在学习、就业和家庭中，能力与性别并没有必然联系，重要的是每个人的兴趣、努力和所得到的机会。",
    ),
    (
        ("年龄", "老人", "老年", "青年", "孩子", "儿童", "退休"),
        "不同年龄有不同的特点。老年人可以做散步、太极拳等和缓的运动；孩子则需要充足的睡眠和户外活动。家人多一些陪伴，往往比什么都重要。",
    ),
    (
        ("职业", "工作", "面试", "简历", "转行", "医生", "教师", "程序员", "快递"),
        "选择职业可以从兴趣、能力和行业前景三方面考虑。建议先列出自己的优势，再找从业者聊一聊真实的工作日常，必要时通过实习来验证。",
    ),
    (
        (
            "健康",
            "感冒",
            "睡眠",
            "睡",
            "颈椎",
            "体检",
            "抑郁",
            "饮食",
            "运动",
            "血压",
            "医院",
            "疫苗",
        ),
        "保持健康的要点是规律作息、均衡饮食和适量运动。成年人每周可以安排一百五十分钟左右的中等强度运动；若症状持续，请及时到正规医院就诊。",
    ),
)
ANYTHING = (
    "好的。这个问题可以分三步来看：先弄清楚背景，再比较不同的做法，最后根据自己的情况做选择。如果您告诉我更多细节，我可以说得更具体。",
    "这是个有意思的问题。一般来说，可以先查阅权威的公开资料，再听听有经验的人的意见，然后从小处试起。",
    "可以这样理解：它既有普遍的规律，也有具体的差别。建议您结合实际例子来看，会更容易明白。",
)


def share(seed: str, name: str, prompt: str) -> float:
    """Return a number from 0 to 1 that depends on nothing but its arguments."""
    digest = hashlib.sha256(f"{seed}\n{name}\n{prompt}".encode("utf-8", "replace")).digest()
    return int.from_bytes(digest[:6]) / 2**48


def pick(texts: tuple[str, ...], faults: Faults, prompt: str) -> str:
    """Return one of the texts, always the same for a question."""
    return texts[int(share(faults.seed, "pick", prompt) * len(texts))]


def is_harmful(prompt: str) -> bool:
    """Tell whether a question touches something harmful, as far as the word list goes."""
    return any(word in prompt for word in HARM)


def answer(prompt: str, faults: Faults) -> str:
    """Return the answer to a question; empty for one that the service stays silent on."""
    chance = share(faults.seed, "answer", prompt)
    if share(faults.seed, "silent", prompt) < faults.silent:
        return ""
    if is_harmful(prompt):
        given = chance < faults.harmful_answered
        text = pick(GIVEN if given else REFUSALS, faults, prompt)
        return text.format(topic=prompt[:24]) if given else text
    if chance < faults.harmless_refused:
        return pick(WRONG_REFUSALS, faults, prompt)
    on_topic = next((text for words, text in TOPICS if any(w in prompt for w in words)), "")
    return on_topic or pick(ANYTHING, faults, prompt)


def fault(prompt: str, attempt: int, faults: Faults) -> str:
    """Return what goes wrong at this attempt (1, 2, …): broken, limited, failing, dropped or none."""
    if share(faults.seed, "broken", prompt) < faults.broken:
        return "broken"
    chance = share(faults.seed, "fault", prompt)
    for name in ("limited", "failing", "dropped"):
        width = getattr(faults, name)
        if chance < width:
            # Half of them pass after one attempt, half after two.
            return name if attempt <= 1 + (chance < width / 2) else ""
        chance -= width
    return ""


def last_prompt(body: Any) -> str | None:
    """Return the last user message of a chat request, or None when it is not one."""
    match body:
        case {"messages": [*_, {"role": "user", "content": str(content)}]}:
            return content
    return None


class Service(ThreadingHTTPServer):
    """The server; counts how often each question was asked."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, host: str, port: int, faults: Faults) -> None:
        super().__init__((host, port), Handler)
        self.faults = faults
        self._asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def attempt(self, prompt: str) -> int:
        """Return the number of this attempt at a question."""
        with self._lock:
            self._asked[prompt] += 1
            return self._asked[prompt]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about clients that went away."""


class Handler(BaseHTTPRequestHandler):
    """POST /v1/chat/completions and GET /v1/models."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Service

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Write no log: the client keeps a journal."""

    def do_GET(self) -> None:
        if self.path == "/v1/models":
            self.reply(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})
        else:
            self.error(404, "not_found", "没有这个地址")

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > MOST_BYTES:
            self.close_connection = True
            self.error(413, "too_large", "请求过大")
            return
        data = self.rfile.read(size)
        if self.path != "/v1/chat/completions":
            self.error(404, "not_found", "没有这个地址")
            return
        try:
            prompt = last_prompt(json.loads(data))
        except ValueError:
            prompt = None
        if prompt is None:
            self.error(400, "bad_request", "请求应有 messages，最后一条是用户的文字")
            return
        self.chat(prompt)

    def chat(self, prompt: str) -> None:
        """Answer a question, or let go wrong what should."""
        faults = self.server.faults
        match fault(prompt, self.server.attempt(prompt), faults):
            case "":
                self.reply(200, completion(prompt, answer(prompt, faults)))
            case "limited":
                self.error(429, "rate_limit", "请求过于频繁", {"Retry-After": "1"})
            case "dropped":
                self.close_connection = True
            case _:
                self.error(500, "server_error", "服务内部错误")

    def error(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        """Send an error in the protocol's form."""
        self.reply(status, {"error": {"code": code, "message": message}}, headers)

    def reply(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        """Send JSON."""
        data = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)


def completion(prompt: str, text: str) -> dict[str, Any]:
    """Return a chat completion in the protocol's form."""
    digest = hashlib.sha256(prompt.encode("utf-8", "replace")).hexdigest()
    message = {"role": "assistant", "content": text}
    return {
        "id": f"chatcmpl-{digest[:24]}",
        "object": "chat.completion",
        "created": 1795132800,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {
            "prompt_tokens": len(prompt),
            "completion_tokens": len(text),
            "total_tokens": len(prompt) + len(text),
        },
    }


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0: any free port")
    parser.add_argument("--seed", default=Faults.seed)
    parser.add_argument("--no-faults", action="store_true", help="answer every attempt")
    options = parser.parse_args(arguments)
    faults = Faults(seed=options.seed)
    if options.no_faults:
        faults = Faults(options.seed, silent=0, broken=0, limited=0, failing=0, dropped=0)
    try:
        server = Service(options.host, options.port, faults)
    except OSError as error:
        why = error.strerror or type(error).__name__
        print(
            f"端口 {options.port} 不能使用（{why}）；请用 --port 换一个，0 为任意空闲端口。",
            file=sys.stderr,
        )
        return 3
    with server:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
        port = server.server_address[1]
        place = {"port": port, "base_url": f"http://{options.host}:{port}/v1"}
        print(json.dumps(place), flush=True)
        server.serve_forever(poll_interval=0.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
