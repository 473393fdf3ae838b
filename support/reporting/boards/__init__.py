"""Boards: figures of the whole portal as pictures and tables, each for those who may see the rows behind them."""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from support.reporting.boards import people, working
from support.reporting.boards.board import Board, Drawn, Section
from support.reporting.boards.periods import DAYS, MONTHS, NAMES, WEEKS, Period, period

# A further board is a line here; what it counts is a line in `support.reporting.daily_figures`.
BOARDS = (
    Board("queue", _("Queue"), ("accounts.view_application",), people.queue, WEEKS),
    Board(
        "sign-ups",
        _("Sign-ups"),
        ("accounts.view_application", "subscriptions.view_subscription"),
        people.sign_ups,
        WEEKS,
    ),
    Board("members", _("Members"), ("subscriptions.view_term",), people.members, MONTHS),
    Board("points", _("Points"), ("points.view_balance",), people.points, ""),
    Board("revenue", _("Revenue"), ("billing.view_numberseries",), working.revenue, MONTHS),
    Board("charges", _("Charges"), ("billing.view_attempt",), working.charges, WEEKS),
    Board("questions", _("Questions"), ("helpdesk.view_ticket",), working.questions, WEEKS),
    Board("mails", _("Mails"), ("post_office.view_email",), working.mails, DAYS),
)


def visible_to(user: User) -> list[Board]:
    return [board for board in BOARDS if user.has_perms(board.rights)]
