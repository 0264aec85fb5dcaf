"""Tests of the corpus checks."""
