"""The catalogue: rows as data, their loader, queries and applicability."""

from hegui.catalogue.loader import load
from hegui.catalogue.model import Catalogue

__all__ = ["Catalogue", "load"]
