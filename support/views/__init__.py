"""The doors of support: contact, look-up, the view as a customer, samples of mails, operators' probes."""

from support.views.contact import contact
from support.views.look_up import look_up, member
from support.views.mails import mails
from support.views.operations import metrics, ready
from support.views.viewing import end_viewing, view_as

__all__ = ["contact", "end_viewing", "look_up", "mails", "member", "metrics", "ready", "view_as"]
