"""Does a service suspend a user who keeps entering violating inputs (MEA-15, MEA-16)."""
