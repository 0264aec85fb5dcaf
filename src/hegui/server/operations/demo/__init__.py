"""The demonstration: the example organisation, so that every page has content.

`demo_start` makes people, facts, inventory with relations and filings, obligations, controls, evidence
and requests at once, and leaves the assessment of the example to a worker (`tasks.py`): it takes a minute.
"""

from hegui.server.operations.demo.start import demo_start

__all__ = ["demo_start"]
