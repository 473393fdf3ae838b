"""How an event reads: one function for each sort, from the facts of its row to words in the reader's language."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS

from accounts.models import CaseEvent, Role
from cps_portal.lib import money
from products.models import Registration
from subscriptions.models import MembershipNumber, SignUp
from support.models import Ticket, TicketEvent
from support.timeline import telling_memberships as memberships
from support.timeline.kinds import Kind
from support.timeline.words import Facts, Words


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    kind: Kind
    at: datetime
    title: str
    details: list[str]
    by: str = ""
    status: str = ""
    status_kind: str = ""
    href: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


ICONS = {
    Kind.ACCOUNT: "domain",
    Kind.GEAR: "photo_camera",
    Kind.POINTS: "add_circle",
    Kind.MEMBERSHIP: "card_membership",
    Kind.MONEY: "receipt_long",
    Kind.QUESTIONS: "contact_support",
    Kind.MAIL: "mail",
}


def tell(*, event: str, kind: Kind, at: datetime, row: str, facts: Facts, today: date) -> Event:
    said = TELLERS[event](facts, row, today)
    details = [detail for detail in said.details if detail]
    by = facts.get("by") or ""
    return Event(kind, at, said.title, details, by, said.status, said.status_kind, said.href)


def _day(text: str | None) -> str:
    day = parse_date(text or "")
    return date_format(day, "DATE_FORMAT") if day else ""


def _spoken(digits: str) -> str:
    return f"{digits[:3]}\xa0{digits[3:6]}\xa0{digits[6:]}"


def _case(facts: Facts, row: str, today: date) -> Words:
    act = CaseEvent.Act(facts["act"])
    reason = CaseEvent.Reason(facts["reason"]).label if facts["reason"] else ""
    note = gettext("Note: %(note)s") % {"note": facts["note"]} if facts["note"] else ""
    number = f"A-{facts['application']:06d}"
    title = gettext("Application %(number)s: %(act)s") % {"number": number, "act": act.label}
    return Words(title, (str(reason), facts["text"], note))


def _person(facts: Facts, row: str, today: date) -> Words:
    facts = {"name": facts["name"] or facts["email"], "role": Role.Kind(facts["role"]).label}
    return Words(gettext("%(name)s joined as %(role)s") % facts)


def _registered(facts: Facts, row: str, today: date) -> Words:
    serial = (
        gettext("Serial number %(serial)s") % facts if facts["serial"] else gettext("No serial number yet")
    )
    title = gettext("%(product)s registered") % facts
    if facts["ended"]:
        return Words(title, (serial,), str(Registration.End(facts["end"]).label), "quiet")
    if facts["complete"]:
        return Words(title, (serial,), gettext("Complete"), "done")
    return Words(title, (serial,), gettext("Something is missing"), "act")


def _ended(facts: Facts, row: str, today: date) -> Words:
    end = Registration.End(facts["end"]).label
    title = gettext("%(product)s: %(end)s") % {"product": facts["product"], "end": end}
    return Words(title, (gettext("Serial number %(serial)s") % facts if facts["serial"] else "",))


def _points(facts: Facts, row: str, today: date) -> Words:
    amount = facts["amount"]
    title = ngettext("%(amount)+d point", "%(amount)+d points", abs(amount)) % {"amount": amount}
    return Words(title, (gettext(facts["sentence"]) % facts["facts"],))


def _term(facts: Facts, row: str, today: date) -> Words:
    last = date.fromisoformat(facts["ends_on"]) - timedelta(days=1)
    days = {"starts": _day(facts["starts_on"]), "ends": date_format(last, "DATE_FORMAT")}
    fee = money.spoken(facts["fee_cents"], facts["currency"])
    details = (
        gettext("From %(starts)s, expires on %(ends)s") % days,
        f"{fee}, {SignUp.Payment(facts['payment']).label}",
    )
    if facts["starts_on"] <= today.isoformat() < facts["ends_on"]:
        return Words(gettext("%(level)s membership") % facts, details, gettext("Active"), "done")
    return Words(gettext("%(level)s membership") % facts, details, gettext("Not running"), "quiet")


def _number(facts: Facts, row: str, today: date) -> Words:
    kind = MembershipNumber.Kind(facts["kind"]).label
    words = {"number": _spoken(facts["number"]), "kind": kind}
    return Words(gettext("Membership number %(number)s (%(kind)s)") % words)


def _invited(facts: Facts, row: str, today: date) -> Words:
    points = ngettext("With %(points)s point", "With %(points)s points", facts["points"]) % facts
    return Words(gettext("Invited to sign up for CPS"), (points,))


def _accepted(facts: Facts, row: str, today: date) -> Words:
    return Words(gettext("Terms of use %(version)s accepted") % facts)


def _issued(facts: Facts, row: str, today: date) -> Words:
    title = gettext("Invoice %(number)s issued: %(amount)s") % _sum(facts)
    due = gettext("Due on %(day)s") % {"day": _day(facts["due_on"])}
    if facts["paid"]:
        return Words(title, (due,), gettext("Paid"), "done")
    if facts["due_on"] < today.isoformat():
        return Words(title, (due,), gettext("Past its due day"), "stop")
    return Words(title, (due,), gettext("Not paid yet"), "care")


def _paid(facts: Facts, row: str, today: date) -> Words:
    return Words(gettext("Invoice %(number)s paid: %(amount)s") % _sum(facts))


def _sum(facts: Facts) -> Facts:
    return {"number": facts["number"], "amount": money.spoken(facts["gross_cents"], facts["currency"])}


def _card(facts: Facts, row: str, today: date) -> Words:
    return Words(gettext("Card authorised: %(brand)s •••• %(last_four)s") % facts)


def _question(facts: Facts, row: str, today: date) -> Words:
    act = TicketEvent.Act(facts["act"])
    said = {"number": f"T-{facts['ticket']:06d}", "act": act.label}
    title = gettext("Question %(number)s: %(act)s") % said
    details = (facts["subject"], facts["text"])
    href = reverse("admin:support_ticket_thread", args=[facts["ticket"]])
    if act is not TicketEvent.Act.WRITTEN:
        return Words(title, details, href=href)
    ticket = Ticket(status=facts["status"])
    return Words(title, details, capfirst(ticket.get_status_display()), ticket.look, href)


def _mail(facts: Facts, row: str, today: date) -> Words:
    status, kind = DELIVERY[facts["status"]]
    href = reverse("admin:post_office_email_change", args=[row])
    return Words(facts["subject"], (gettext("To %(to)s") % facts,), str(status), kind, href)


DELIVERY = {
    STATUS.sent: (_("Sent"), "done"),
    STATUS.failed: (_("Not delivered"), "stop"),
    STATUS.queued: (_("Waiting to be sent"), "care"),
    STATUS.requeued: (_("Will be tried again"), "care"),
}
TELLERS: dict[str, Callable[[Facts, str, date], Words]] = {
    "case": _case,
    "person": _person,
    "registered": _registered,
    "ended": _ended,
    "points": _points,
    "term": _term,
    "cut": memberships.cut,
    "suspended": memberships.suspended,
    "restored": memberships.restored,
    "choice": memberships.choice,
    "proposed": memberships.proposed,
    "decided": memberships.decided,
    "permitted": memberships.permitted,
    "fell": memberships.fell,
    "number": _number,
    "invited": _invited,
    "accepted": _accepted,
    "issued": _issued,
    "paid": _paid,
    "card": _card,
    "question": _question,
    "mail": _mail,
}
