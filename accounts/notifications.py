"""The kinds of mail that a person gets: what each is for, and which may be switched off."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Notification:
    """A kind of mail; `why_required` is empty for those that a person may do without."""

    code: str
    label: Any
    about: Any
    why_required: Any = ""

    @property
    def is_optional(self) -> bool:
        return not self.why_required


SECURITY = Notification(
    "security",
    _("Your account"),
    _("A new password, a new e-mail address, invitations to a company, links that you ask for."),
    _("Without them nobody could tell you that somebody else is in your account."),
)
MONEY = Notification(
    "money",
    _("Invoices and payments"),
    _("Invoices, credit notes, reminders of what is due, news of a charge that did not go through."),
    _("Tax law and our contract want them."),
)
QUESTIONS = Notification(
    "questions",
    _("Your questions"),
    _("That we have a question of yours, and our answers to it."),
    _("You asked, and the answer has to reach you."),
)
LOG_INS = Notification(
    "log_ins",
    _("Log-in alerts"),
    _("When somebody logs in to your account with a browser that we have not seen there before."),
)
MEMBERSHIP = Notification(
    "membership",
    _("Membership reminders"),
    _("Before a membership ends, and when your points are not enough for its level any more."),
)
NEWS = Notification(
    "news",
    _("Invitations and news"),
    _("When your points are enough to become a member, and what is new in the programme."),
)
GEAR = Notification(
    "gear",
    _("Gear and points"),
    _("What became of a registration or a transfer, and points that were added or taken away."),
)

NOTIFICATIONS = (SECURITY, MONEY, QUESTIONS, LOG_INS, MEMBERSHIP, NEWS, GEAR)
OPTIONAL = tuple(kind for kind in NOTIFICATIONS if kind.is_optional)
