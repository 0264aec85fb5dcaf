"""A Merkle tree over a list of leaves (RFC 9162, section 2.1, with SHA-256)."""

import hashlib
from collections.abc import Sequence


def merkle_root(leaves: Sequence[bytes]) -> str:
    """Return the root over the leaves in their order, as 64 lower-case hex digits.

    Leaves and inner nodes are told apart by a prefix byte, so that no list of leaves can pass for
    another. The root of nothing is the digest of nothing.
    """
    if not leaves:
        return hashlib.sha256().hexdigest()
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        last = level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(b"\1" + left + right).digest() for left, right in pairs] + last
    return level[0].hex()
