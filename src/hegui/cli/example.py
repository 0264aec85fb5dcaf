"""The example that comes with hegui: found, copied, generated, and its chat service started."""

import json
import re
import selectors
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.common.files import OutputError, why
from hegui.common.text import Text

NAME = "assistant"
LEFT_OUT = shutil.ignore_patterns("generated", "__pycache__")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/v1")
START_S = 20.0
"""How long the service may take to say its address."""
STOP_S = 5.0


class ExampleMissingError(HeguiError):
    """The example is neither in this installation nor in a checkout around it."""

    code = "example_missing"
    text = Text(
        "找不到随附的示例；请重新安装 hegui，或在代码仓库里运行。",
        "The example that comes with hegui is missing; install hegui again or run it in a checkout.",
    )


class ExampleFailedError(HeguiError):
    """A part of the example (generator, service) did not do its work."""

    code = "example_failed"
    text = Text(
        "示例的{what_zh}没有成功：{why}。运行 hegui doctor 看缺少什么。",
        "The example's {what_en} failed: {why}. Run hegui doctor to see what is missing.",
    )


def example_folder() -> Path:
    """Return the folder of the example: in the wheel, else in the checkout around the package."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_examples" / NAME, package.parents[1] / "examples" / NAME):
        if (folder / "hegui.yaml").is_file():
            return folder
    raise ExampleMissingError


def prepare(work: Path) -> Path:
    """Copy the example into `work`, generate what git does not keep, and return the folder."""
    folder = work / NAME
    try:
        copy(example_folder(), folder)
    except OSError as error:
        raise OutputError(path=folder, why=why(error)) from error
    made = subprocess.run(
        [sys.executable, "-B", str(folder / "generate.py"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise ExampleFailedError(
            what_zh="数据生成", what_en="generator", why=last_line(made.stderr)
        )
    return folder


def copy(source: Path, target: Path) -> None:
    """Copy the example so that the copy can be written, even where the installation cannot."""
    shutil.copytree(source, target, ignore=LEFT_OUT, copy_function=shutil.copyfile)
    for path in (target, *(path for path in target.rglob("*") if path.is_dir())):
        path.chmod(0o755)


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run the chat service on a free port of this machine and stop it in every case.

    Writes its address into the copied hegui.yaml and yields it.
    """
    process = subprocess.Popen(
        [sys.executable, "-B", str(folder / "service.py"), "--port", "0"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        address = _address(process)
        project = folder / "hegui.yaml"
        project.write_text(ADDRESS.sub(address, project.read_text("utf-8")), "utf-8")
        yield address
    finally:
        _stop(process)


def _address(process: "subprocess.Popen[str]") -> str:
    """Return the address that the service prints in its first line."""
    assert process.stdout is not None
    with selectors.DefaultSelector() as output:
        output.register(process.stdout, selectors.EVENT_READ)
        spoke = bool(output.select(START_S))
    line = process.stdout.readline() if spoke else ""
    try:
        address: str = json.loads(line)["base_url"]
    except (ValueError, KeyError) as error:
        said = _last_words(process) if spoke else f"no address after {START_S:.0f} s"
        raise ExampleFailedError(what_zh="对话服务", what_en="chat service", why=said) from error
    return address


def _last_words(process: "subprocess.Popen[str]") -> str:
    """Stop the service and return what it last wrote to standard error."""
    _end(process)
    return last_line(process.stderr.read() if process.stderr else "")


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _stop(process: "subprocess.Popen[str]") -> None:
    _end(process)
    for stream in (process.stdout, process.stderr):
        if stream:
            stream.close()
