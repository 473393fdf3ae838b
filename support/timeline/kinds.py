from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What the timeline can be narrowed to."""

    ACCOUNT = "account", _("Account")
    GEAR = "gear", _("Gear")
    POINTS = "points", _("Points")
    MEMBERSHIP = "membership", _("Membership")
    MONEY = "money", _("Invoices and cards")
    QUESTIONS = "questions", _("Questions")
    MAIL = "mail", _("Mails")
