"""Conformity: criteria, verdicts, gates, scores. Pure functions of catalogue, facts and evidence."""
