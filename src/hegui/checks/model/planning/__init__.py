"""Planning what to ask of a model, so that the sample can show the claim."""

from hegui.checks.model.planning.design import Design, Wish, make_design, sample_rows

__all__ = ["Design", "Wish", "make_design", "sample_rows"]
