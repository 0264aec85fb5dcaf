"""Question-bank checks: size, coverage and age of the banks and of their judging rules."""
