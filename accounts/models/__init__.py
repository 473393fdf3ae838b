"""Who: users, companies and their roles, applications with documents and history, VAT checks."""

from accounts.models.applications import Application, CaseEvent, Document
from accounts.models.changes import CompanyChange
from accounts.models.colleagues import ColleagueInvitation, Handover, JoinRequest
from accounts.models.companies import Company, Role
from accounts.models.countries import ParticipatingCountry
from accounts.models.data import DataRequest
from accounts.models.links import SecretLink
from accounts.models.looks import Look, Presence
from accounts.models.safety import AskedMail, EmailChange, LogIn
from accounts.models.users import User
from accounts.models.vat import VatCheck
