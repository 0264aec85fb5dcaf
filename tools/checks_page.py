"""The reference page of all checks, from the registry."""

from hegui.engine.check import Check
from hegui.engine.registry import load_checks
from hegui.project.reference import kind_of
from hegui.project.shape import shape_of

OWN = "hegui."
HEAD = """# 检查 Checks

An id never changes its meaning; a change of behaviour is a new version. *Not run yet* means that id
and measures are settled and nothing runs it in this version: the conditions that need it stay
undetermined. [Add a check](../howto/add-a-check.md) shows how another package adds its own.
"""


def checks_page() -> str:
    """Return the page: one table to find a check, then one section for each."""
    checks = [c for c in load_checks().all() if c.run.__module__.startswith(OWN)]
    rows = [
        f"| [{c.id}](#{anchor(c.id)}) | {c.title.zh} {c.title.en} | {state(c)} |" for c in checks
    ]
    parts = [HEAD, "\n".join(["| check | title | state |", "|---|---|---|", *rows]), ""]
    return "\n".join(parts + [section(check) for check in checks])


def anchor(check_id: str) -> str:
    """Return the anchor that a heading with this id gets."""
    return check_id.replace(".", "")


def state(check: Check) -> str:
    """Return version or *not run yet*."""
    return "尚未运行 not run yet" if check.pending else f"v{check.version}"


def parameters(check: Check) -> list[str]:
    """Return what the project file may set for a check, if anything."""
    found = [f"`{f.encode_name}` ({kind_of(f.type)})" for f in shape_of(check.parameters).fields]
    return [f"- 参数 Parameters: {', '.join(found)}"] if found else []


def section(check: Check) -> str:
    """Return the section of one check."""
    return "\n".join(
        [
            f"## {check.id}\n",
            f"{check.title.zh} · {check.title.en} · {state(check)}\n",
            f"- 对象 Subjects: {', '.join(check.subject_kinds)}",
            f"- 测量值 Measures: {', '.join(f'`{name}`' for name in check.measures)}",
            *parameters(check),
            f"- 看不出 Cannot show: {check.cannot_show.zh} {check.cannot_show.en}\n",
        ]
    )
