"""Assessments: clause by clause, by machine and people, signed off and renewed."""
