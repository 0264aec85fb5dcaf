"""Options of `hegui model test`: what is asked, how, at what pace and price."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path)
COUNT = click.IntRange(min=1)
POSITIVE = click.FloatRange(min=0, min_open=True)
PRICE = click.FloatRange(min=0)
LIMITS = ("max_tokens", "max_completion_tokens")

TARGET = (
    click.option("--url", default="", help="接口地址 Base URL, such as http://host/v1."),
    click.option("--model", "model", default="", help="模型名 Name of the model."),
    click.option("--api-key-env", default="", help="密钥所在的环境变量 Variable with the key."),
    click.option("--images", is_flag=True, help="图像接口 An image endpoint."),
    click.option("--template", type=FILE, help="其他 HTTP 服务的模板 Template of another service."),
    click.option("--answers", type=FILE, help="已记录的回答 Recorded answers (id, answer)."),
    click.option("--callable", "function", default="", help="Python 函数 module:function."),
    click.option("--stream", is_flag=True, help="流式返回 Ask for a stream."),
    click.option("--limit-name", type=click.Choice(LIMITS), help="Name of the answer's limit."),
)
HOW = (
    click.option("--system", default="", help="系统提示词 System prompt."),
    click.option("--temperature", type=click.FloatRange(0, 2), default=0.0, show_default=True),
    click.option("--model-seed", type=int, help="给模型的种子 Seed given to the model."),
    click.option("--repeats", type=click.IntRange(1, 100), default=1, show_default=True),
    click.option("--max-tokens", type=COUNT, default=512, show_default=True),
)
JUDGES = (
    click.option(
        "--judge",
        "judge",
        multiple=True,
        metavar="[MEASURE=]NAME",
        help="点名的判定者，可写多次；只写名称则判定开放题 Named judge, repeatable; a name alone judges open questions.",
    ),
    click.option(
        "--judges", "defined", type=FILE, help="定义判定者的文件 File that defines judges."
    ),
)
CALIBRATION = (
    click.option(
        "--calibration",
        type=FILE,
        multiple=True,
        help="判定者的校准，可写多次 Calibration of a judge (model calibrate --json), repeatable.",
    ),
)
PACE = (
    click.option("--concurrency", type=click.IntRange(1, 256), default=8, show_default=True),
    click.option("--rpm", type=POSITIVE, help="每分钟请求数 Requests per minute."),
    click.option("--tpm", type=POSITIVE, help="每分钟 token 数 Tokens per minute."),
    click.option("--timeout", type=click.FloatRange(0.1, 3600), default=60.0, show_default=True),
    click.option("--attempts", type=click.IntRange(1, 20), default=6, show_default=True),
    click.option("--price-in", type=PRICE, default=0.0, help="百万输入 token 的价格 Price."),
    click.option("--price-out", type=PRICE, default=0.0, help="百万输出 token 的价格 Price."),
    click.option("--max-cost", type=PRICE, help="最多花多少，到了就停 Stop before it costs more."),
)


def key_options(function: F) -> F:
    """Add the options that name the key of encrypted banks and journals."""
    options = (
        click.option("--key-env", default="", help="加密密钥的环境变量 Variable of the seal key."),
        click.option("--key-file", type=FILE, help="加密密钥的文件 File of the seal key."),
    )
    return grouped(options)(function)


def grouped(options: tuple[Callable[[F], F], ...]) -> Callable[[F], F]:
    """Return a decorator that adds options in the order given."""

    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add
