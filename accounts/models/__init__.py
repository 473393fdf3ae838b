"""Who: users, companies and their roles, applications with documents and history, VAT checks."""

from accounts.models.applications import Application, CaseEvent, Document
from accounts.models.companies import Company, Role
from accounts.models.countries import ParticipatingCountry
from accounts.models.links import LinkRequest, SecretLink
from accounts.models.users import User
from accounts.models.vat import VatCheck

__all__ = [
    "Application",
    "CaseEvent",
    "Company",
    "Document",
    "LinkRequest",
    "ParticipatingCountry",
    "Role",
    "SecretLink",
    "User",
    "VatCheck",
]
