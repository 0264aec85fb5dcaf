"""Tests of the question-bank checks."""
