"""The AI bill of materials: CycloneDX 1.6 (ML-BOM), the same bytes for the same records.

The document is written here, since the library has no model cards; the library validates it.
"""

from hegui.server.inventory.bom.document import BomInvalidError, bom_write
from hegui.server.inventory.bom.parts import Material, bom_material

__all__ = ["BomInvalidError", "Material", "bom_material", "bom_write"]
