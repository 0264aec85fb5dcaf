"""Labels of AI-generated content (GB 45438). Importing this package registers its checks.

It also registers the reader that other families may ask for labels.
"""

from hegui.checks.labels import implicit, reader
from hegui.checks.labels.explicit import check as explicit
from hegui.checks.labels.service import pipeline

__all__ = ["explicit", "implicit", "pipeline", "reader"]
