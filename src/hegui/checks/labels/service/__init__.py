"""Labels in a service of one's own: a context manager for files, a function and an ASGI middleware
for responses, the log of unlabelled output, and the sampling of what the service gives out.
"""

from hegui.checks.labels.service.asgi import LabelMiddleware
from hegui.checks.labels.service.labelling import Labeller, labelled_file
from hegui.checks.labels.service.unlabelled import Request, UnlabelledLog

__all__ = ["LabelMiddleware", "Labeller", "Request", "UnlabelledLog", "labelled_file"]
