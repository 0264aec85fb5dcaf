"""Keyword libraries at work: looking for their terms, and what a library covers."""
