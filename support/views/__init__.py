"""The doors of support: contact page, agents' look-up and member page, samples of mails, operators' probes."""

from support.views.acts import act
from support.views.contact import contact
from support.views.look_up import look_up
from support.views.mails import mails
from support.views.members import mail, member, write_note
from support.views.operations import metrics, ready

__all__ = ["act", "contact", "look_up", "mail", "mails", "member", "metrics", "ready", "write_note"]
