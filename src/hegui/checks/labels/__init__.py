"""Labels of AI-generated content (GB 45438). Importing this package registers its checks."""

from hegui.checks.labels import implicit

__all__ = ["implicit"]
