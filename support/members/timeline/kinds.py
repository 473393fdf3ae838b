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
    STAFF = "staff", _("Notes and looks")

    @property
    def icon(self) -> str:
        return ICONS[self]


ICONS = {
    Kind.ACCOUNT: "domain",
    Kind.GEAR: "photo_camera",
    Kind.POINTS: "add_circle",
    Kind.MEMBERSHIP: "card_membership",
    Kind.MONEY: "receipt_long",
    Kind.QUESTIONS: "contact_support",
    Kind.MAIL: "mail",
    Kind.STAFF: "sticky_note_2",
}
