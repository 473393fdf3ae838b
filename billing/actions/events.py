"""What Stripe tells us: stored first, handled in a transaction of its own, twice or out of order without harm."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from billing import gateway
from billing.actions.attempts import sync_attempt
from billing.actions.cards import expire_card, finish_card, finish_change
from billing.actions.disputes import sync_dispute
from billing.actions.pauses import pause
from billing.actions.refunds import sync_refunds
from billing.models import CardAuthorisation, CardEvent
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError

log = logging.getLogger(__name__)

BATCH = 200


def receive_event(*, payload: bytes, signature: str, at: datetime) -> CardEvent:
    """Store an event once by its id, or raise BadSignature."""
    heard = gateway.event(payload, signature)
    event, _made = CardEvent.objects.get_or_create(
        event_id=heard.id,
        defaults={"kind": heard.kind, "payload": heard.payload, "received_at": at, "due_at": at},
    )
    queue.wake("billing.tasks.handle_card_events")
    return event


def handle_events(*, at: datetime) -> int:
    """Handle the events that are due, each in its own transaction, and return how many were settled."""
    due = CardEvent.objects.due(at=at).values_list("pk", flat=True)
    return sum(_handled(pk, at) for pk in list(due[:BATCH]))


def retry_event(*, event: CardEvent, at: datetime) -> None:
    """Have an event handled again."""
    CardEvent.objects.filter(pk=event.pk).update(handled_at=None, due_at=at, attempts=0, problem="")
    queue.wake("billing.tasks.handle_card_events")


def _handled(pk: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            for event in queue.take(CardEvent.objects.due(at=at).filter(pk=pk), limit=1):
                event.problem = _handle(event, at)
                event.handled_at = at
                event.attempts += 1
                event.save(update_fields=["problem", "handled_at", "attempts"])
                return True
    except gateway.GatewayAway as away:
        _try_later(pk, away.message, at)
    except Exception as error:
        # One broken event must not hold up those behind it; staff see it with its problem.
        log.exception("card event %s could not be handled", pk)
        _try_later(pk, repr(error), at)
    return False


def _handle(event: CardEvent, at: datetime) -> str:
    """Do what an event asks for and return what stood in the way; kinds that mean nothing to us are only kept."""
    answer = ANSWERS.get(event.kind)
    if answer is None:
        return ""
    try:
        answer(event, at)
    except gateway.GatewayAway:
        raise
    except DomainError as refusal:
        return refusal.message
    return ""


def _completed(event: CardEvent, at: datetime) -> None:
    card = CardAuthorisation.objects.filter(session_id=event.object_id).first()
    if card is not None:
        finish = finish_card if card.sign_up_id else finish_change
        finish(session_id=event.object_id, at=at)


def _expired(event: CardEvent, at: datetime) -> None:
    expire_card(session_id=event.object_id)


def _intent(event: CardEvent, at: datetime) -> None:
    sync_attempt(intent_id=event.object_id, key=event.metadata.get("attempt", ""), at=at)


def _refund(event: CardEvent, at: datetime) -> None:
    if intent_id := event.about.get("payment_intent", ""):
        sync_refunds(intent_id=intent_id, at=at)


def _dispute(event: CardEvent, at: datetime) -> None:
    sync_dispute(dispute_id=event.object_id, at=at)


# Each asks Stripe how things stand now; what the event says of them may be old or out of order.
ANSWERS: dict[str, Callable[[CardEvent, datetime], None]] = {
    "checkout.session.completed": _completed,
    "checkout.session.expired": _expired,
    "payment_intent.succeeded": _intent,
    "payment_intent.payment_failed": _intent,
    "payment_intent.requires_action": _intent,
    "payment_intent.processing": _intent,
    "payment_intent.canceled": _intent,
    "charge.refunded": _refund,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "charge.dispute.created": _dispute,
    "charge.dispute.updated": _dispute,
    "charge.dispute.closed": _dispute,
    "charge.dispute.funds_withdrawn": _dispute,
    "charge.dispute.funds_reinstated": _dispute,
}


def _try_later(pk: int, problem: str, at: datetime) -> None:
    with transaction.atomic():
        for event in queue.take(CardEvent.objects.due(at=at).filter(pk=pk), limit=1):
            event.problem = problem
            event.attempts += 1
            event.due_at = at + pause(asked=event.attempts)
            event.save(update_fields=["problem", "due_at", "attempts"])
