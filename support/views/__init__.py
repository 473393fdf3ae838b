"""The doors of support: contact and questions, look-up and member page, acts, the view as a customer, mails, probes."""

from support.views.acts import act
from support.views.boards import board, first_board
from support.views.contact import contact
from support.views.look_up import look_up
from support.views.mails import mails
from support.views.members import mail, member, write_note
from support.views.operations import metrics, ready
from support.views.tickets import ask, close_ticket, ticket, ticket_file, tickets
from support.views.viewing import end_viewing, view_as

__all__ = [
    "act",
    "ask",
    "board",
    "close_ticket",
    "contact",
    "end_viewing",
    "first_board",
    "look_up",
    "mail",
    "mails",
    "member",
    "metrics",
    "ready",
    "ticket",
    "ticket_file",
    "tickets",
    "view_as",
    "write_note",
]
