"""Tags of the templates of controls."""
