"""Which pages a member of staff may see as a customer sees them; whatever is not named here stays shut."""

from django.contrib.sessions.backends.base import SessionBase
from django.urls import Resolver404, resolve

from accounts.middleware import STAFF_PATHS

SESSION_KEY = "viewing"
# Stays open to the member of staff as such, or the view could not be ended.
WAYS_OUT = ("audit:end_viewing", "account_logout")
# Left out on purpose: whatever concerns passwords, second steps and addresses to log in with, copies of personal data,
# one-time links, papers that open a door (the card's), and pages that ask Stripe or the customer's bank.
VIEWABLE = {
    "start",
    "home",
    "privacy",
    "accessibility",
    "accounts:my_account",
    "accounts:company_address",
    "accounts:company_facts",
    "accounts:person",
    "accounts:notifications",
    "accounts:people",
    "points:statement",
    "points:statement_file",
    "products:list",
    "products:gear_csv",
    "products:gear_pdf",
    "products:models",
    "products:calculator",
    "products:register",
    "products:from_photo",
    "products:from_file",
    "products:sample",
    "products:file",
    "products:failed_rows",
    "products:migrate",
    "products:claim",
    "products:paper",
    "products:detail",
    "products:correct",
    "subscriptions:overview",
    "subscriptions:sign_up",
    "subscriptions:levels",
    "subscriptions:review",
    "subscriptions:renewal_level",
    "subscriptions:cancel",
    "subscriptions:terms_text",
    "subscriptions:accepted_terms",
    "subscriptions:card",
    "billing:payment",
    "billing:card",
    "billing:done",
    "billing:invoices",
    "billing:invoice_pdf",
    "billing:invoice_xml",
    "billing:credit_note_pdf",
    "billing:credit_note_xml",
    "billing:pay",
    "billing:copies",
    "helpdesk:contact",
    "helpdesk:ask",
    "helpdesk:tickets",
    "helpdesk:ticket",
    "helpdesk:ticket_file",
}


class Unkept(SessionBase):
    """A session that nobody keeps: the customer's pages get one, and neither see nor change the member of staff's."""


def route_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def is_staff_page(path: str) -> bool:
    return path.startswith(STAFF_PATHS)
