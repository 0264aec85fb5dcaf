"""Contrast between the glyphs of a label and the pixels around them (WCAG 2.2, relative luminance)."""

from typing import TYPE_CHECKING, Any

from hegui.checks.labels.explicit.rules import own
from hegui.common.errors import MissingExtraError

if TYPE_CHECKING:
    from PIL.Image import Image


def numpy() -> Any:
    """Return numpy, or raise `MissingExtraError`."""
    try:
        import numpy
    except ImportError as error:
        raise MissingExtraError(library="numpy", purpose="测量 measuring", extra="media") from error
    return numpy


def luminance(picture: "Image") -> Any:
    """Return the relative luminance of every pixel, 0 to 1."""
    np = numpy()
    values = np.asarray(picture.convert("RGB"), dtype=np.float64) / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def measured_contrast(picture: "Image", mask: "Image") -> float:
    """Return the contrast of a label that stands in a picture, 1 to 21.

    `mask` is the coverage of the glyphs in the same size. Compared are the worst glyph pixels and
    the worst pixels of the ring around them; a share of outliers (own.yaml) is left out.
    """
    np = numpy()
    coverage = np.asarray(mask)
    light = luminance(picture)
    ink, ring = light[coverage >= 250], light[_ring(coverage)]
    if not ink.size or not ring.size:
        return 1.0
    share = own()["drawing"]["worst_share"]
    if float(np.median(ink)) >= float(np.median(ring)):
        bright, dark = np.quantile(ink, share), np.quantile(ring, 1 - share)
    else:
        bright, dark = np.quantile(ring, share), np.quantile(ink, 1 - share)
    return max(1.0, float((bright + 0.05) / (dark + 0.05)))


def _ring(coverage: Any) -> Any:
    """Return the pixels within some pixels of a glyph that no glyph touches."""
    np = numpy()
    touched = coverage > 0
    reach = max(1, coverage.shape[0] // 20)
    near = touched.copy()
    for axis in (0, 1):
        grown = near.copy()
        for step in range(1, reach + 1):
            for shift in (-step, step):
                grown |= np.roll(near, shift, axis)
        near = grown
    return near & ~touched
