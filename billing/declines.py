"""Why a bank refused a card, in words for its holder: the codes of https://docs.stripe.com/declines/codes."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

NO_FUNDS = _("There is not enough money in the account.")
LIMIT = _("The card's limit is reached.")
WORN_OUT = _("The card has expired.")
NOT_CONFIRMED = _("The payment was not confirmed with the bank.")
NOT_NOW = _("The bank could not check the card just now.")
REASONS = {
    "insufficient_funds": NO_FUNDS,
    "withdrawal_count_limit_exceeded": LIMIT,
    "card_velocity_exceeded": LIMIT,
    "expired_card": WORN_OUT,
    "incorrect_cvc": _("The security code is not right."),
    "authentication_required": NOT_CONFIRMED,
    "payment_intent_authentication_failure": NOT_CONFIRMED,
    "issuer_not_available": NOT_NOW,
    "processing_error": NOT_NOW,
    "try_again_later": NOT_NOW,
}


def reason(code: str) -> str:
    """Say why a card was refused; banks that say nothing, and cards reported lost or stolen, get no reason."""
    return str(REASONS.get(code) or gettext("The bank gave no reason."))
