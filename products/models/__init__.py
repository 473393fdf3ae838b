"""The gear: the catalogue, registrations, and what the old programme knew."""

from products.models.catalogue import Alias, CategoryHint, PointValue, Product
from products.models.files import GearFile, GearFileRow
from products.models.history import GearEvent, Proof
from products.models.imports import LegacyImport
from products.models.legacy import LegacyChange, LegacyMember, LegacyProduct, OldAddressProof
from products.models.registrations import Registration
from products.models.transfers import Transfer
