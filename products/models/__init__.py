"""The gear: the catalogue, registrations, and what the old programme knew."""

from products.models.catalogue import Alias, PointValue, Product
from products.models.imports import LegacyImport
from products.models.legacy import LegacyChange, LegacyMember, LegacyProduct, OldAddressProof
from products.models.registrations import Registration

__all__ = [
    "Alias",
    "LegacyChange",
    "LegacyImport",
    "LegacyMember",
    "LegacyProduct",
    "OldAddressProof",
    "PointValue",
    "Product",
    "Registration",
]
