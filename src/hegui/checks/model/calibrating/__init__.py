"""Measuring a judge against people, and a rate that allows for its errors."""

from hegui.checks.model.calibrating.calibrate import Calibration, calibrate, drawn_for_people

__all__ = ["Calibration", "calibrate", "drawn_for_people"]
