"""Looking at a file before it is kept: what it really is, and what is suspicious in it.

Neither the name nor the declared type is trusted. Nothing is unpacked: archives are judged by
their tables, within limits.
"""

from hegui.server.evidence.inspection.errors import FileRefusedError
from hegui.server.evidence.inspection.inspect import Inspected, inspect
from hegui.server.evidence.inspection.names import safe_name
from hegui.server.evidence.inspection.text import decode, encoding_of

__all__ = ["FileRefusedError", "Inspected", "decode", "encoding_of", "inspect", "safe_name"]
