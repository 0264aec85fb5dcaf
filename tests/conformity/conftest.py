"""Settings of hypothesis for these tests."""

from hypothesis import settings

# The first example imports the expression library; machines are shared: a slow moment is no defect.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
