"""The content of verdicts.json: conclusion, verdicts and traces, and nothing that differs between
two runs with the same inputs."""

from typing import Any

import msgspec

from hegui.conformity.model import Assessment


def verdicts_document(assessment: Assessment) -> dict[str, Any]:
    """Return `{"conclusion", "verdicts": [{"clause", "verdict", "trace"}]}` in clause order.

    The verdicts stand in the order of the catalogue's clauses; times, ports, run ids, retries and
    latencies live in the results and never reach a trace; fractions are exact or text.
    """
    return {
        "conclusion": assessment.conclusion,
        "verdicts": [msgspec.to_builtins(verdict) for verdict in assessment.verdicts],
    }
