"""hegui (合规): from obligation to evidence for general-purpose AI models."""

__version__ = "0.1.0"
