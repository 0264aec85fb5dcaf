"""What protects labels: security data in the reserved codes, and C2PA manifests beside them."""

from hegui.checks.labels.security.c2pa import find_c2pa
from hegui.checks.labels.security.data import (
    Protection,
    make_security_data,
    verify_security_data,
)

__all__ = ["Protection", "find_c2pa", "make_security_data", "verify_security_data"]
