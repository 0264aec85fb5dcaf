"""Runs: checks and assessments in worker processes, imported bundles, schedules, gates."""
