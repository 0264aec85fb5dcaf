"""The bundle: one sealed, content-addressed folder with an assessment and all it rests on."""

from hegui.bundle.bundle import Bundle, open_bundle
from hegui.bundle.problems import BundleMissingError, DamagedBundleError, Problem, UnsealableError
from hegui.bundle.seal import content_digest, seal
from hegui.bundle.verify import Verification, verify

__all__ = [
    "Bundle",
    "BundleMissingError",
    "DamagedBundleError",
    "Problem",
    "UnsealableError",
    "Verification",
    "content_digest",
    "open_bundle",
    "seal",
    "verify",
]
