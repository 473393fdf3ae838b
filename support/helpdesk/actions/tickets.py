"""What customers and staff do with a question: it is asked, answered, noted, taken on and closed."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError, StaleDecision
from support.helpdesk import emails
from support.helpdesk.actions.ticket_files import attach, hold_person
from support.helpdesk.models import Ticket, TicketEvent
from support.helpdesk.models.tickets import MOVES

Act = TicketEvent.Act


@dataclass(frozen=True)
class Topic:
    """What a question is about, in the customer's words and, where they came from its page, the thing itself."""

    kind: Ticket.Kind
    subject: str
    about: str = ""


@dataclass(frozen=True)
class Words:
    """What somebody wrote, the files they send with it, and the key of the form: the same form sends once."""

    text: str
    key: uuid.UUID
    files: Sequence[int] = ()


class SentAlready(DomainError):
    """The form was sent before, with other words."""


@transaction.atomic
def ask(*, company: Company, by: User, topic: Topic, words: Words, at: datetime) -> Ticket:
    """Open a ticket with a customer's question; the same form sent twice asks once."""
    hold_person(by)
    if sent := _sent(words, by=by):
        return sent.ticket
    ticket = _open(company=company, by=by, topic=topic, at=at)
    _write(ticket, by=by, words=words, at=at)
    emails.question_received(ticket)
    return ticket


@transaction.atomic
def reply(*, ticket: Ticket, by: User, words: Words, at: datetime) -> Ticket:
    """Add a customer's words: a closed ticket opens again, and long after its end a new one continues it."""
    hold_person(by)
    if sent := _sent(words, by=by):
        return sent.ticket
    held = _held(ticket)
    if held.is_closed and not held.may_be_reopened(at=at):
        topic = Topic(Ticket.Kind(held.kind), held.subject, held.about)
        held = _open(company=held.company, by=by, topic=topic, at=at, earlier=held)
        emails.question_received(held)
    else:
        waiting = held.waiting_since or at
        _move(held, "reply", waiting_since=waiting, answered_at=None, closed_at=None)
    _write(held, by=by, words=words, at=at)
    return held


@transaction.atomic
def answer(*, ticket: Ticket, by: User, words: Words, seen: int, at: datetime) -> TicketEvent:
    """Answer a customer as somebody who has read everything up to the event `seen`; whoever answers first has it."""
    hold_person(by)
    if sent := _sent(words, by=by):
        return sent
    held = _unchanged(ticket, seen=seen)
    mine = held.assigned_to or by
    _move(held, "answer", waiting_since=None, answered_at=at, closed_at=None, assigned_to=mine)
    event = _say(held, Act.ANSWERED, by=by, at=at, text=words.text, key=words.key)
    emails.question_answered(held, event)
    return event


@transaction.atomic
def note(*, ticket: Ticket, by: User, words: Words, at: datetime) -> TicketEvent:
    """Write something down that only colleagues read."""
    hold_person(by)
    if sent := _sent(words, by=by):
        return sent
    return _say(_held(ticket), Act.NOTED, by=by, at=at, text=words.text, key=words.key)


@transaction.atomic
def take(*, ticket: Ticket, by: User, at: datetime) -> None:
    """Take a ticket on, from a colleague too; its history says so."""
    held = _held(ticket)
    if held.assigned_to_id != by.pk:
        Ticket.objects.filter(pk=held.pk).update(assigned_to=by)
        _say(held, Act.TAKEN, by=by, at=at)


@transaction.atomic
def release_ticket(*, ticket: Ticket, by: User, at: datetime) -> None:
    """Give a ticket back to everybody."""
    held = _held(ticket)
    if held.assigned_to_id is not None:
        Ticket.objects.filter(pk=held.pk).update(assigned_to=None)
        _say(held, Act.RELEASED, by=by, at=at)


@transaction.atomic
def close_ticket(*, ticket: Ticket, by: User, seen: int, at: datetime) -> None:
    """Close a ticket for staff or for the customer, unless the other side has just said something."""
    held = _held(ticket)
    if held.is_closed:
        return
    _demand_seen(held, seen=seen)
    _close(held, by=by, at=at)


def close_silent(*, at: datetime) -> int:
    """Close what was answered long ago and not spoken of since, and return how many tickets they were."""
    return queue.sweep(Ticket.objects.silent(at=at), lambda ticket: _close(ticket, by=None, at=at))


def _close(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    _move(ticket, "close", waiting_since=None, closed_at=at)
    _say(ticket, Act.CLOSED, by=by, at=at)


# --- how ---------------------------------------------------------------------------------------------


def _sent(words: Words, *, by: User) -> TicketEvent | None:
    """Return what this form has sent before, or refuse to let other words fall under the table."""
    sent = TicketEvent.objects.select_related("ticket").filter(key=words.key, by=by).first()
    if sent and sent.text != words.text:
        said = _("This page was sent already, with other words, and you find them under %(number)s.")
        more = _("Open the question and write there what you want to add.")
        raise SentAlready(f"{said % {'number': sent.ticket.number}} {more}", field="text")
    return sent


def _open(*, company: Company, by: User, topic: Topic, at: datetime, earlier: Ticket | None = None) -> Ticket:
    facts: dict[str, Any] = {"opened_at": at, "waiting_since": at, "earlier": earlier}
    facts |= {"kind": topic.kind, "subject": topic.subject, "about": topic.about}
    return Ticket.objects.create(company=company, by=by, **facts)


def _write(ticket: Ticket, *, by: User, words: Words, at: datetime) -> None:
    event = _say(ticket, Act.WRITTEN, by=by, at=at, text=words.text, key=words.key)
    attach(event, files=words.files)


def _say(ticket: Ticket, act: TicketEvent.Act, *, by: User | None, at: datetime, **words: Any) -> TicketEvent:
    return TicketEvent.objects.create(ticket=ticket, act=act, by=by, at=at, **words)


def _held(ticket: Ticket) -> Ticket:
    """Lock a ticket, so that what is read of it now holds until the end of the transaction."""
    people = Ticket.objects.select_related("company", "by", "assigned_to")
    return people.select_for_update(of=("self",)).get(pk=ticket.pk)


def _unchanged(ticket: Ticket, *, seen: int) -> Ticket:
    held = _held(ticket)
    _demand_seen(held, seen=seen)
    return held


def _demand_seen(ticket: Ticket, *, seen: int) -> None:
    newest = ticket.events.significant().select_related("by").last()
    if newest is not None and newest.pk > seen:
        raise StaleDecision(what_happened(newest))


def what_happened(event: TicketEvent) -> str:
    """Return the sentence that tells somebody too late what came in between."""
    when = formats.date_format(timezone.localtime(event.at), "DATETIME_FORMAT")
    facts = {"act": event.get_act_display(), "who": event.by or _("the portal"), "when": when}
    return _("Something came in between: %(act)s by %(who)s on %(when)s. Read it, then send yours.") % facts


def _move(ticket: Ticket, act: str, **changes: Any) -> None:
    """Move a ticket along its table, or refuse because it is not where the person thinks it is."""
    before, after = MOVES[act]
    changes |= {"status": after}
    if not Ticket.objects.filter(pk=ticket.pk, status__in=before).update(**changes):
        raise StaleDecision(_("The question has changed meanwhile. Look at it again."))
    for name, value in changes.items():
        setattr(ticket, name, value)
