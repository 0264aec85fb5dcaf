"""The use case that the command line and the server call: load, run, judge, seal."""

from hegui.assess.assess import Options, assess

__all__ = ["Options", "assess"]
