"""Stripe's published test cards, each with its documented outcome."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Decline:
    code: str
    decline_code: str | None
    message: str


GENERIC = Decline("card_declined", "generic_decline", "Your card was declined.")
NO_FUNDS = Decline("card_declined", "insufficient_funds", "Your card has insufficient funds.")
LOST = Decline("card_declined", "lost_card", "Your card was declined.")
STOLEN = Decline("card_declined", "stolen_card", "Your card was declined.")
VELOCITY = Decline(
    "card_declined",
    "card_velocity_exceeded",
    "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
)
EXPIRED = Decline("expired_card", None, "Your card has expired.")
CVC = Decline("incorrect_cvc", None, "Your card's security code is incorrect.")
PROCESSING = Decline(
    "processing_error", None, "An error occurred while processing your card. Try again in a little bit."
)
BLOCKED = Decline("card_declined", "fraudulent", "Your card was declined.")
NOT_A_TEST_CARD = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card.",
)
NEEDS_CUSTOMER = Decline(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)


@dataclass(frozen=True)
class Card:
    number: str
    brand: str
    text: str  # the key of its description in texts.py
    setup: Decline | None = None
    setup_asks: bool = False  # 3-D Secure when the card is saved; a decline comes after it
    charge: Decline | None = None
    off_session_asks: bool = False
    on_session_asks: bool = False
    disputed: str = ""  # the reason for which its holder's bank wants the money back
    refund_turns: str = ""  # what a refund becomes some time after it was made

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def cvc_digits(self) -> int:
        return 4 if self.brand == "amex" else 3


CARDS = (
    Card("4242424242424242", "visa", "card_good"),
    Card("5555555555554444", "mastercard", "card_good"),
    Card("378282246310005", "amex", "card_good"),
    Card("4000056655665556", "visa", "card_good"),
    Card("5200828282828210", "mastercard", "card_good"),
    Card("2223003122003222", "mastercard", "card_good"),
    Card("6011111111111117", "discover", "card_good"),
    Card("3056930009020004", "diners", "card_good"),
    Card("3566002020360505", "jcb", "card_good"),
    Card("6200000000000005", "unionpay", "card_good"),
    Card("4000000000003220", "visa", "card_asks_in_front", setup_asks=True, on_session_asks=True),
    Card("4000002500003155", "visa", "card_asks_once", setup_asks=True, on_session_asks=True),
    Card(
        "4000002760003184",
        "visa",
        "card_asks_always",
        setup_asks=True,
        off_session_asks=True,
        on_session_asks=True,
    ),
    Card("4000003800000446", "visa", "card_asks_on_session", on_session_asks=True),
    Card(
        "4000008260003178",
        "visa",
        "card_asks_then_no_funds",
        setup_asks=True,
        charge=NO_FUNDS,
        on_session_asks=True,
    ),
    Card(
        "4000008400001629",
        "visa",
        "card_asks_then_declined",
        setup=GENERIC,
        setup_asks=True,
        charge=GENERIC,
        off_session_asks=True,
        on_session_asks=True,
    ),
    Card("4000000000003055", "visa", "card_may_ask"),
    Card("4000000000003097", "visa", "card_may_ask"),
    Card("4000000000000341", "visa", "card_declined_later", charge=GENERIC),
    Card("4000000000000259", "visa", "card_disputed", disputed="fraudulent"),
    Card("4000000000002685", "visa", "card_not_received", disputed="product_not_received"),
    Card("4000000000001976", "visa", "card_inquiry", disputed="general"),
    Card("4000000000007726", "visa", "card_refund_waits", refund_turns="succeeded"),
    Card("4000000000005126", "visa", "card_refund_fails", refund_turns="failed"),
    Card("4100000000000019", "visa", "card_blocked", setup=BLOCKED, charge=BLOCKED),
    Card("4000000000000002", "visa", "card_declined", setup=GENERIC, charge=GENERIC),
    Card("4000000000009995", "visa", "card_no_funds", setup=NO_FUNDS, charge=NO_FUNDS),
    Card("4000000000009987", "visa", "card_lost", setup=LOST, charge=LOST),
    Card("4000000000009979", "visa", "card_stolen", setup=STOLEN, charge=STOLEN),
    Card("4000000000006975", "visa", "card_velocity", setup=VELOCITY, charge=VELOCITY),
    Card("4000000000000069", "visa", "card_expired", setup=EXPIRED, charge=EXPIRED),
    Card("4000000000000127", "visa", "card_cvc", setup=CVC, charge=CVC),
    Card("4000000000000119", "visa", "card_processing", setup=PROCESSING, charge=PROCESSING),
)
BY_NUMBER = {card.number: card for card in CARDS}


def passes_luhn(number: str) -> bool:
    """Tell whether the last digit checks the others (ISO/IEC 7812)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return bool(digits) and (sum(digits[::2]) + sum(doubled)) % 10 == 0
