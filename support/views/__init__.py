"""The doors of support: customers' contact page and questions, agents' look-up, samples of mails, operators' probes."""

from support.views.contact import contact
from support.views.look_up import look_up, member
from support.views.mails import mails
from support.views.operations import metrics, ready
from support.views.tickets import ask, close_ticket, ticket, ticket_file, tickets

__all__ = [
    "ask",
    "close_ticket",
    "contact",
    "look_up",
    "mails",
    "member",
    "metrics",
    "ready",
    "ticket",
    "ticket_file",
    "tickets",
]
