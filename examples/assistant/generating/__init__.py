"""Generators of the example's data: deterministic, fictional, without personal data of anybody."""
