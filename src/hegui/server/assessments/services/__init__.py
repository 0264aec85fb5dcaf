"""Writing assessments."""
