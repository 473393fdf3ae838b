"""The doors of support: customers' contact page, agents' look-up, boards, samples of mails, operators' probes."""

from support.views.boards import board, first_board
from support.views.contact import contact
from support.views.look_up import look_up, member
from support.views.mails import mails
from support.views.operations import metrics, ready

__all__ = ["board", "contact", "first_board", "look_up", "mails", "member", "metrics", "ready"]
