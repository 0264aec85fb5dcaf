"""Starting the demonstration."""


def demo_start() -> str:
    """Make what is missing of the demonstration; return the path of a link that signs in."""
    return ""
