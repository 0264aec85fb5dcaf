"""Annotation data: who annotated and reviewed, by which rules, how it was checked."""
