"""Settings of the server: one typed object, read from the environment and an optional file."""

from hegui.server.settings.typed import Settings, read_settings

__all__ = ["Settings", "read_settings"]
