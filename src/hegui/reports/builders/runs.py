"""The check runs: what was drawn, what was measured, what was not looked at."""

from hegui.conformity import result_key
from hegui.engine.model import CheckResult, Drawn
from hegui.reports.builders.base import Base, side, slug
from hegui.reports.builders.clauses import show
from hegui.reports.context import FindingView, RunView, Word


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
        title=base.text(result, "title") or result.check,
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
        first_errors=tuple(
            f"{item.where}: {side(item.what, base.lang)}" for item in result.errors[:5]
        ),
        findings=result.finding_count,
        first_findings=_findings(base, result),
        reason=base.text(result, "reason"),
        cannot_show=base.text(result, "cannot_show"),
    )


def _findings(base: Base, result: CheckResult) -> tuple[FindingView, ...]:
    """Return the first findings; a point that was found is no finding to act on."""
    if not result.findings_file:
        return ()
    kinds = base.w["finding_kinds"]
    return tuple(
        FindingView(
            kind=kinds.get(item.kind, item.kind),
            where=item.where if item.item in item.where else f"{item.item} · {item.where}",
            code=item.code,
            excerpt=item.excerpt,
            note=side(item.note, base.lang),
        )
        for item in base.material.findings(result.findings_file)
        if item.kind != "point_found"
    )


def _drawn(item: Drawn) -> str:
    return f"{item.method}: {item.size} / {item.population}, seed {item.seed[:16]}"
