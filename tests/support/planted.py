"""Documents with planted personal information, and the truth span by span.

Segments, issuers, regions and check characters are real; births lie before 1910, so that no living
person is meant. Half of the values have words beside them that say what they are. Between them
stand benign numbers: some are no values at all, some would be valid but stand in words that say
otherwise. A share of the documents is repeated, and their values count again.
"""

import random
from collections.abc import Callable, Iterator
from functools import cache

from hegui.checks.corpus.identity.kinds import identity_data
from hegui.checks.corpus.identity.values import id_digit, luhn, uscc_digit
from tests.support.identity_truth import Sample, Span

DIGITS = "0123456789"
HAN = "天地玄洪荒日月盈昃辰宿列寒来暑往秋收冬藏闰余成岁律调阳云腾致雨露结为霜金生丽水玉出昆冈剑号巨阙珠称夜光果珍李柰菜重芥姜海咸河淡鳞潜羽翔"
WORDS = ("the", "of", "and", "model", "river", "later", "with", "quiet", "paper", "under", "light")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
HEADS = "京津沪渝冀豫云辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂"

Draw = random.Random
Maker = Callable[[Draw], str]


def digits(draw: Draw, size: int) -> str:
    """Return random digits, the first of them not 0."""
    return draw.choice(DIGITS[1:]) + "".join(draw.choices(DIGITS, k=size - 1))


def cn_id(draw: Draw) -> str:
    """Return an identity number of somebody born before 1910."""
    region = draw.choice(("110101", "310104", "440305", "510107", "420106", "620102", "650104"))
    born = f"{draw.randint(1870, 1909)}{draw.randint(1, 12):02d}{draw.randint(1, 28):02d}"
    body = f"{region}{born}{draw.randrange(1000):03d}"
    return body + id_digit(body)


def mobile(draw: Draw) -> str:
    """Return a mobile number of an assigned segment, written in one of the usual ways."""
    segment = draw.choice(identity_data().lists.mobile_segments.values)
    number = (segment + "".join(draw.choices(DIGITS, k=8)))[:11]
    parts = number[:3], number[3:7], number[7:]
    usual = (number, number, number, "-".join(parts), " ".join(parts), f"+86 {number}")
    return draw.choice(usual)


def bank_card(draw: Draw) -> str:
    """Return a card number with the prefix of an issuer."""
    body = draw.choice([p for p in identity_data().lists.card_issuers.values if p[:2] == "62"])
    body += "".join(draw.choices(DIGITS, k=draw.choice((9, 12))))
    number = next(body + digit for digit in DIGITS if luhn(body + digit))
    grouped = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    return draw.choice((number, number, grouped))


def uscc(draw: Draw) -> str:
    """Return a unified social credit code."""
    region = draw.choice(("110105", "440300", "310115", "330106"))
    body = f"91{region}MA" + "".join(draw.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=7))
    return body + uscc_digit(body)


def email(draw: Draw) -> str:
    """Return an address in a domain for examples."""
    name = draw.choice(("zhang.san", "li_si", "wangwu", "zhao-liu", "qian"))
    domain = draw.choice(("example.com", "mail.example.cn", "corp.example.org"))
    return f"{name}{draw.randrange(9999)}@{domain}"


def passport(draw: Draw) -> str:
    """Return a passport number of an ordinary passport."""
    if draw.random() < 0.3:
        return f"E{draw.choice('ABCDEFGH')}{digits(draw, 7)}"
    return draw.choice("EG") + digits(draw, 8)


def plate(draw: Draw) -> str:
    """Return a plate, some of them for new energy."""
    tail = digits(draw, 5) if draw.random() < 0.7 else f"{draw.choice('DF')}{digits(draw, 5)}"
    return draw.choice(HEADS) + draw.choice("ABCDEFG") + draw.choice(("", "", "·")) + tail


def ipv4(draw: Draw) -> str:
    """Return a public address."""
    return f"{draw.randint(110, 125)}." + ".".join(str(draw.randint(1, 254)) for _ in range(3))


def ipv6(draw: Draw) -> str:
    """Return a public address, short or long."""
    groups = [f"{draw.randint(1, 65535):x}" for _ in range(7)]
    head = draw.choice(("240e", "2408", "2409"))
    return ":".join([head, *groups]) if draw.random() < 0.5 else f"{head}:{':'.join(groups[:3])}::1"


def landline(draw: Draw) -> str:
    """Return a landline number with area code."""
    code, size = draw.choice((("010", 8), ("021", 8), ("0755", 8), ("0571", 8), ("0432", 7)))
    local = str(draw.randint(2, 8)) + digits(draw, size - 1)
    return draw.choice((f"{code}-{local}", f"({code}){local}", f"{code} {local}"))


def travel_permit(draw: Draw) -> str:
    """Return the number of a permit of Hong Kong, Macau or Taiwan."""
    return draw.choice("HMC") + digits(draw, 8)


def name(draw: Draw) -> str:
    """Return a name."""
    return draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2))))


def wechat(draw: Draw) -> str:
    """Return an id of a messenger."""
    return draw.choice(("zhang_", "lisi-", "wx_", "abc")) + digits(draw, 5)


def address(draw: Draw) -> str:
    """Return an address down to the room."""
    city = draw.choice(("北京市朝阳区", "上海市徐汇区", "广东省深圳市南山区", "四川省成都市武侯区"))
    road = draw.choice(("建国路", "平江路", "人民南路", "科技街"))
    room = f"{draw.randint(1, 20)}号楼{draw.randint(1, 6)}单元{draw.randint(101, 2502)}室"
    return f"{city}{road}{draw.randint(1, 400)}号{room}"


MAKERS: dict[str, Maker] = {
    "cn_id": cn_id, "mobile": mobile, "bank_card": bank_card, "uscc": uscc, "email": email,
    "passport": passport, "plate": plate, "ipv4": ipv4, "ipv6": ipv6, "landline": landline,
    "travel_permit": travel_permit, "name": name, "wechat": wechat,
    "qq": lambda draw: digits(draw, draw.randint(6, 10)), "address": address,
    "alipay": lambda draw: f"13{digits(draw, 9)}",
}  # fmt: skip
ONLY_IN_CONTEXT = {"name", "wechat", "qq", "alipay"}
DEFAULT_KINDS = ("cn_id", "mobile", "bank_card", "email", "passport", "plate", "uscc", "ipv4")
SAID = {
    "cn_id": ("身份证号：{}", "公民身份号码{}", "身份证 {} 已核验", "ID card {}"),
    "mobile": ("电话{}", "手机：{}", "请拨打 {} 联系", "联系方式 {}", "tel: {}"),
    "bank_card": ("银行卡号 {}", "收款账号：{}", "转账到{}", "card number {}"),
    "uscc": ("统一社会信用代码：{}", "税号 {}", "营业执照{}"),
    "email": ("邮箱：{}", "请发至 {} ", "e-mail {}"),
    "passport": ("护照号码 {}", "护照：{}", "passport no. {}"),
    "plate": ("车牌{}", "号牌 {} 的轿车", "车辆：{}"),
    "ipv4": ("登录IP：{}", "来自 {} 的访问", "服务器 {}"),
    "ipv6": ("地址 {}", "登录 IP {}", "from {}"),
    "landline": ("座机 {}", "电话：{}", "传真{}"),
    "travel_permit": ("通行证{}", "回乡证号 {}", "往来港澳通行证：{}"),
    "name": ("姓名：{}，", "联系人 {} ", "收件人：{}。"),
    "wechat": ("微信号：{}", "加微信{}", "微信 {}"),
    "qq": ("QQ：{}", "QQ号 {}", "加QQ{}"),
    "address": ("住址：{}", "收货地址 {}", "家住{}"),
    "alipay": ("支付宝账号：{}", "支付宝 {}"),
}
DENIED = {
    "cn_id": ("订单号：{}", "流水号{}", "物料编码 {}"),
    "mobile": ("订单号{}", "商品编号 {}", "流水号：{}"),
    "bank_card": ("订单编号 {}", "快递单号{}", "流水号：{}"),
    "uscc": ("批次号 {}", "激活码：{}"),
    "passport": ("产品型号 {}", "批号{}", "订单号：{}"),
    "plate": ("型号{}", "订单号 {}"),
    "ipv4": ("版本 {}", "固件版本：{}"),
    "landline": ("订单号 {}", "批号{}"),
    "travel_permit": ("型号 {}", "序列号{}"),
}
HARMLESS = (
    "第{}条", "共{}页", "约{}米", "编号 {} ", "ISBN {} ", "时间戳 {} ", "版本 {} ", "金额 {} 元", " {} ",
)  # fmt: skip


def samples(seed: str, count: int, kinds: tuple[str, ...] = tuple(MAKERS)) -> Iterator[Sample]:
    """Yield documents with their truth; the same for the same arguments."""
    draw, recent = Draw(seed), list[Sample]()
    for _ in range(count):
        if recent and draw.random() < 0.05:
            yield draw.choice(recent)
            continue
        sample = document(draw, kinds)
        recent = [*recent[-200:], sample]
        yield sample


def document(draw: Draw, kinds: tuple[str, ...]) -> Sample:
    """Return a document with up to three values among filler and benign numbers."""
    text, spans = filler(draw), list[Span]()
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        kind = draw.choice(kinds)
        value = MAKERS[kind](draw)
        said = kind in ONLY_IN_CONTEXT or draw.random() < 0.5
        before, after = draw.choice(SAID[kind] if said else (" {} ", "（{}）", "，{}，")).split(
            "{}"
        )
        text += before
        spans.append(Span(kind, len(text), len(text) + len(value)))
        text += value + after + filler(draw)
        if draw.random() < 0.5:
            text += benign(draw, kinds) + filler(draw)
    return Sample(text, tuple(spans))


def filler(draw: Draw) -> str:
    """Return a sentence or two that mean nothing."""
    if draw.random() < 0.3:
        return " " + " ".join(draw.choices(WORDS, k=draw.randint(5, 30))) + ". "
    return "。" + "".join(draw.choices(HAN, k=draw.randint(20, 90))) + draw.choice("。；！\n")


def benign(draw: Draw, kinds: tuple[str, ...]) -> str:
    """Return a number that is no personal information."""
    denied = [kind for kind in DENIED if kind in kinds]
    if denied and draw.random() < 0.4:
        kind = draw.choice(denied)
        return draw.choice(DENIED[kind]).format(MAKERS[kind](draw))
    return draw.choice(HARMLESS).format(harmless(draw))


def harmless(draw: Draw) -> str:
    """Return a run of digits that is no value of any kind."""
    while True:
        run = digits(draw, draw.randint(4, 20))
        phone = len(run) == 11 and run[0] == "1"
        card = 16 <= len(run) <= 19 and luhn(run)
        person = len(run) == 18 and id_digit(run[:17]) == run[17]
        if not (phone or card or person):
            return run


@cache
def corpus(seed: str, count: int, kinds: tuple[str, ...]) -> tuple[Sample, ...]:
    """Return documents, made once."""
    return tuple(samples(seed, count, kinds))
