"""The check runs: what was drawn, what was measured, what was not looked at."""

from hegui.conformity import result_key
from hegui.engine.model import CheckResult, Drawn
from hegui.reports.builders.base import Base, slug
from hegui.reports.builders.clauses import show
from hegui.reports.context import RunView, Word


def build(base: Base) -> tuple[tuple[RunView, ...], tuple[RunView, ...]]:
    """Return the runs that happened and those that did not."""
    views = [_view(base, result) for result in base.material.inputs.results]
    done = tuple(view for view in views if view.status.code != "not_run")
    return done, tuple(view for view in views if view.status.code == "not_run")


def _view(base: Base, result: CheckResult) -> RunView:
    parameters = ", ".join(f"{k}={show(v)}" for k, v in sorted(result.parameters.items()))
    return RunView(
        anchor=slug("r-", result_key(result)),
        check=result.check,
        version=result.version,
        subject=result.subject,
        target=result.target,
        status=Word(result.status, base.w[f"status_{result.status}"]),
        measures=tuple(
            (base.measure(name), show(value)) for name, value in sorted(result.measures.items())
        ),
        parameters=parameters,
        drawn=tuple(_drawn(item) for item in result.drawn),
        errors=result.error_count,
        first_errors=tuple(f"{item.where}: {item.what}" for item in result.errors[:5]),
        findings=result.finding_count,
        reason=base.text(result, "reason"),
        cannot_show=base.text(result, "cannot_show"),
    )


def _drawn(item: Drawn) -> str:
    return f"{item.method}: {item.size} / {item.population}, seed {item.seed[:16]}"
