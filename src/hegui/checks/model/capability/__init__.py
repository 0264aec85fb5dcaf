"""How a service holds out: requests, failures and latency by the length of inputs and by load."""

from hegui.checks.model.capability.load import LoadPlan, Step, plan_load
from hegui.checks.model.capability.measuring import Capability, ClassFigures, measure
from hegui.checks.model.capability.running import LoadRun, run_load

__all__ = [
    "Capability",
    "ClassFigures",
    "LoadPlan",
    "LoadRun",
    "Step",
    "measure",
    "plan_load",
    "run_load",
]
