"""What the project file may set for `service.suspension`."""

from typing import Annotated

import msgspec

from hegui.checks.model.suspension.errors import BadSuspensionError
from hegui.checks.model.suspension.sign import Sign
from hegui.common.struct import Record
from hegui.project.declared import Declared
from hegui.project.model import Endpoint, EnvName

ASKABLE = ("chat", "http")


class SuspensionOptions(Record, frozen=True, kw_only=True):
    """Live: an endpoint, fresh test accounts, one more for the control, the sign of suspension.

    A service is told the account by the `user` of a chat request, by `{{account}}` in a template, or by
    its own key (`keys`: account to environment variable). `banks` are the only banks to draw from. Recorded: a table of trials (`recorded`) of a
    `subject`. Without `endpoint` and `recorded` nothing is done.
    """

    endpoint: str = ""
    accounts: tuple[str, ...] = ()
    control: str = ""
    banks: tuple[str, ...] = ()
    keys: dict[str, EnvName] = {}
    suspended: Sign = Sign()
    requests_per_second: Annotated[float, msgspec.Meta(gt=0.0)] | None = None
    recorded: str = ""
    subject: str = ""

    @property
    def by_key(self) -> bool:
        """Whether the service tells accounts apart by their keys."""
        return bool(self.keys)


def check_options(own: SuspensionOptions, declared: Declared) -> Endpoint | None:
    """Return the endpoint to ask, None for recorded trials; raise `BadSuspensionError` for what cannot work."""
    if problem := own.suspended.problem:
        raise BadSuspensionError(
            what_zh=f"suspended：{problem[0]}", what_en=f"suspended: {problem[1]}"
        )
    if own.recorded:
        return None
    found = [one for one in declared.project.targets.endpoints if one.id == own.endpoint]
    if not found or found[0].kind not in ASKABLE:
        raise BadSuspensionError(
            what_zh=f"没有可提问的接口“{own.endpoint}”（种类须为 chat 或 http）",
            what_en=f"there is no endpoint “{own.endpoint}” of kind chat or http to ask",
        )
    _check_accounts(own)
    return found[0]


def _check_accounts(own: SuspensionOptions) -> None:
    names = (own.control, *own.accounts)
    if not own.control or not own.accounts:
        raise BadSuspensionError(
            what_zh="accounts 要有测试账号，control 要有一个对照账号",
            what_en="it needs test accounts (accounts) and one for the control (control)",
        )
    if len(set(names)) < len(names):
        raise BadSuspensionError(
            what_zh="账号重复：每次试验和对照都要用没有用过的账号",
            what_en="an account comes twice: every trial and the control need a fresh one",
        )
    if own.keys and (missing := [name for name in names if name not in own.keys]):
        raise BadSuspensionError(
            what_zh=f"keys 缺少账号“{missing[0]}”", what_en=f"keys lacks the account “{missing[0]}”"
        )
