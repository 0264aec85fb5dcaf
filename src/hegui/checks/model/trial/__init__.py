"""Testing a model without a project file: bank in, journal, judgements and rates out."""

from hegui.checks.model.trial.plan import Plan, make_plan
from hegui.checks.model.trial.rates import TrialRate
from hegui.checks.model.trial.trial import Trial, run_trial

__all__ = ["Plan", "Trial", "TrialRate", "make_plan", "run_trial"]
