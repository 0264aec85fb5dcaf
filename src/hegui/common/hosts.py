"""Which hosts a list names."""

from collections.abc import Iterable


def is_among(hosts: Iterable[str], host: str, port: int) -> bool:
    """Tell whether a host stands in a list (lower case); an entry without a port means every port."""
    plain = host.lower().rstrip(".").strip("[]")
    full = f"[{plain}]:{port}" if ":" in plain else f"{plain}:{port}"
    return any(one in (plain, f"[{plain}]", full) for one in hosts)
