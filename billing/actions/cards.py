"""A card to be charged later: sent to Stripe's page, and what became of it, heard once or twice, in any order."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from billing import gateway
from billing.actions import dunning
from billing.models import CARD_MOVES, Attempt, CardAuthorisation, Invoice, Seller
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError
from subscriptions import actions as subscriptions
from subscriptions.models import SignUp, Term

Status = CardAuthorisation.Status
BATCH = 100


class CardNotAuthorised(DomainError):
    """The customer came back from the card page without a card that may be charged."""


def mandate(*, company: Company) -> str:
    """Say what a customer agrees to who lets us charge a card."""
    return gettext(
        "I allow %(seller)s to charge my card with the membership fee, VAT included, on the due date of its invoice, "
        "without my taking part. Until then I can withdraw this by removing the card here or writing to %(support)s."
    ) % {
        "seller": Seller.objects.selling_to(company.country).name,
        "support": settings.SUPPORT_EMAIL,
    }


def begin_card(*, sign_up: SignUp, by: User, at: datetime) -> CardAuthorisation:
    """Send a customer to the card page: the same one while it is open, however often the button is pressed."""
    return _at_the_page(Visit(sign_up.company, sign_up, by, at))


def begin_change(*, company: Company, by: User, at: datetime) -> CardAuthorisation:
    """Send a customer to the card page with another card, for what is and will be due."""
    return _at_the_page(Visit(company, None, by, at))


@dataclass(frozen=True)
class Visit:
    """Who goes to the card page: to sign up, or without a sign-up to change the card."""

    company: Company
    sign_up: SignUp | None
    by: User
    at: datetime


def _at_the_page(visitor: Visit) -> CardAuthorisation:
    card = _open_card(visitor)
    if not card.session_id:
        return _open_page(card)
    visit = gateway.session(card.session_id)
    if visit.is_open:
        card.url = visit.url
        return card
    if visit.card is not None:  # Done in another window: the return page says what became of it.
        card.url = f"{_way_back()}?session_id={card.session_id}"
        return card
    expire_card(session_id=card.session_id)
    return _open_page(_open_card(visitor))


def _open_card(visitor: Visit) -> CardAuthorisation:
    card, _made = CardAuthorisation.objects.get_or_create(
        company=visitor.company,
        sign_up=visitor.sign_up,
        status=Status.OPEN,
        defaults={
            "by": visitor.by,
            "mandate": mandate(company=visitor.company),
            "created_at": visitor.at,
        },
    )
    return card


def _open_page(card: CardAuthorisation) -> CardAuthorisation:
    """Open the card page; the keys are the row's, so that a second click or a lost answer gives the same page."""
    try:
        card.customer_id = CardAuthorisation.objects.customer_of(card.company) or _new_customer(card)
        card.save(update_fields=["customer_id"])
        page = _new_page(card)
    except gateway.GatewayAway as away:
        if (
            away.answered
        ):  # The same keys would only bring the same error again: the next click needs a new row.
            CardAuthorisation.objects.open().filter(pk=card.pk).update(status=Status.ENDED)
        raise
    card.session_id, card.url = page.id, page.url
    card.save(update_fields=["session_id"])
    return card


def _new_customer(card: CardAuthorisation) -> str:
    company = card.company
    return gateway.create_customer(
        name=company.legal_name,
        email=company.billing_email,
        company=str(company.pk),
        key=_key("customer", card, company.legal_name, company.billing_email),
    )


def _new_page(card: CardAuthorisation) -> gateway.Session:
    language = get_language() or settings.LANGUAGE_CODE
    return gateway.open_session(
        customer=card.customer_id,
        language=language,
        success_url=f"{_way_back()}?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=_way_back(),
        metadata={"authorisation": str(card.pk)},
        key=_key("page", card, language),
    )


def _way_back() -> str:
    return f"{settings.SITE_URL}{reverse('billing:card_return')}"


def _key(noun: str, card: CardAuthorisation, *words: str) -> str:
    """Name a call so that a repeated one gets the first answer, and one of another database does not."""
    digest = hashlib.sha256("\n".join([card.created_at.isoformat(), *words]).encode()).hexdigest()
    return f"cps-{noun}-{card.pk}-{digest[:24]}"


def finish_card(*, session_id: str, at: datetime) -> Term:
    """Ask Stripe what became of a visit and start the membership; called by return page and webhook, in any order."""
    card = CardAuthorisation.objects.select_related("sign_up").get(session_id=session_id)
    assert card.sign_up is not None
    visit = gateway.session(session_id)
    if visit.card is None:
        if not visit.is_open:
            expire_card(session_id=session_id)
        raise _refusal(visit)
    _authorise(card, visit.setup_intent_id, visit.card, at)
    with transaction.atomic():
        CardAuthorisation.objects.lock_those_of(card.sign_up)
        term = subscriptions.start(sign_up=card.sign_up, payment=SignUp.Payment.CARD, at=at)
        settle(sign_up=card.sign_up, term=term)
        queue.wake("billing.tasks.issue_invoices")
    return term


def finish_change(*, session_id: str, at: datetime) -> CardAuthorisation:
    """Ask Stripe what became of a visit and put the new card in the place of the one before, once."""
    card = CardAuthorisation.objects.select_related("company").get(session_id=session_id)
    visit = gateway.session(session_id)
    if visit.card is None:
        if not visit.is_open:
            expire_card(session_id=session_id)
        raise _refusal(visit)
    with transaction.atomic():
        if _write_card(card, visit.setup_intent_id, visit.card, at):
            _replace_by(card, at)
    card.refresh_from_db()
    return card


def _replace_by(card: CardAuthorisation, at: datetime) -> None:
    before = CardAuthorisation.objects.authorised().filter(company=card.company).exclude(pk=card.pk)
    before.update(status=Status.REMOVED, removed_at=at)
    unpaid = Invoice.objects.unpaid().filter(company=card.company, payment=SignUp.Payment.CARD)
    unpaid.update(card=card)
    dunning.charge_again(card=card, at=at)
    queue.wake("billing.tasks.collect")
    queue.wake("billing.tasks.purge_cards")


@transaction.atomic
def remove_card(*, company: Company, at: datetime) -> None:
    """Withdraw the mandate: nothing is charged any more, and what is unpaid is to be transferred."""
    cards = CardAuthorisation.objects.authorised().filter(company=company)
    if not cards.update(status=Status.REMOVED, removed_at=at):
        return
    unpaid = Invoice.objects.unpaid().filter(company=company, payment=SignUp.Payment.CARD)
    for invoice in unpaid.select_for_update(of=("self",)).select_related("seller").order_by("pk"):
        invoice.payment, invoice.card = SignUp.Payment.TRANSFER, None
        invoice.save(update_fields=["payment", "card"])
        dunning.by_transfer(invoice=invoice, at=at)
    queue.wake("billing.tasks.purge_cards")


def purge_cards(*, at: datetime) -> int:
    """Have Stripe forget the cards that were removed, and return how many it forgot."""
    charged_now = Attempt.objects.open().values("card")
    removed = CardAuthorisation.objects.to_forget().exclude(pk__in=charged_now)
    return sum(_forgotten(card, at) for card in removed[:BATCH])


def _forgotten(card: CardAuthorisation, at: datetime) -> bool:
    try:
        gateway.detach_card(card.payment_method_id)
    except gateway.GatewayAway:
        return False  # The next sweep asks again.
    return bool(CardAuthorisation.objects.to_forget().filter(pk=card.pk).update(forgotten_at=at))


def _refusal(visit: gateway.Session) -> CardNotAuthorised:
    if visit.refusal:
        return CardNotAuthorised(
            _(
                "Your bank refused to authorise the card with zero amount. Some banks do this even with good cards. "
                "Nothing was charged. Choose the bank transfer, or try another card."
            )
        )
    if visit.is_open:
        return CardNotAuthorised(
            _("You left the card page before a card was authorised. Nothing was charged. Choose how to pay.")
        )
    return CardNotAuthorised(
        _("The card page was open for too long and has expired. Nothing was charged. Choose how to pay.")
    )


def _authorise(card: CardAuthorisation, setup_intent_id: str, found: gateway.Card, at: datetime) -> None:
    """Keep the card, even if the membership cannot start now; one that comes after the term began is not needed."""
    with transaction.atomic():
        CardAuthorisation.objects.lock_those_of(card.sign_up)
        if Term.objects.filter(sign_up=card.sign_up).exists():
            return
        _write_card(card, setup_intent_id, found, at)


def _write_card(card: CardAuthorisation, setup_intent_id: str, found: gateway.Card, at: datetime) -> bool:
    coming = CardAuthorisation.objects.filter(pk=card.pk, status__in=CARD_MOVES[Status.AUTHORISED])
    return bool(
        coming.update(
            status=Status.AUTHORISED,
            setup_intent_id=setup_intent_id,
            payment_method_id=found.payment_method_id,
            brand=found.brand,
            last_four=found.last_four,
            expires_month=found.expires_month,
            expires_year=found.expires_year,
            authorised_at=at,
        )
    )


def settle(*, sign_up: SignUp, term: Term) -> None:
    """End the cards of a sign-up that the started term does not need: all of them when it is paid by transfer."""
    cards = CardAuthorisation.objects.filter(sign_up=sign_up, status__in=CARD_MOVES[Status.ENDED])
    if term.payment == SignUp.Payment.CARD:
        cards = cards.open()
    cards.update(status=Status.ENDED)


def expire_card(*, session_id: str) -> None:
    """End a visit that Stripe has closed without a card."""
    CardAuthorisation.objects.open().filter(session_id=session_id).update(status=Status.ENDED)
