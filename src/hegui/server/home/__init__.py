"""Overview, search, activity and help."""
