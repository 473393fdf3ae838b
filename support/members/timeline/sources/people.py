"""The people: who came in, was invited or let in, who owns the company, and with which address they log in."""

from django.utils.translation import gettext

from accounts.models import ColleagueInvitation, EmailChange, Handover, JoinRequest, Role
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words, noted


@source(
    Kind.ACCOUNT,
    "accounts.view_role",
    rows=Role.objects.all(),
    of="company",
    at="since_at",
    name="user__name",
    email="user__email",
    role="kind",
)
def person(row: Row) -> Words:
    facts = {"name": row["name"] or row["email"], "role": Role.Kind(row["role"]).label}
    return Words(gettext("%(name)s joined as %(role)s") % facts)


@source(
    Kind.ACCOUNT,
    "accounts.view_colleagueinvitation",
    rows=ColleagueInvitation.objects.all(),
    of="company",
    at="invited_at",
    email="email",
    role="kind",
    by="by__name",
    accepted="accepted_at",
    withdrawn="withdrawn_at",
    expires="expires_at",
)
def colleague_invited(row: Row) -> Words:
    facts = {"email": row["email"], "role": Role.Kind(row["role"]).label}
    return Words(gettext("%(email)s invited as %(role)s") % facts, (), *_state(row))


def _state(row: Row) -> tuple[str, str]:
    """What became of something that is open until it is accepted, ended or expired."""
    if row["accepted"]:
        return gettext("Accepted"), "done"
    if row["withdrawn"]:
        return gettext("Withdrawn"), "quiet"
    if row.is_before_today("expires"):
        return gettext("Expired"), "quiet"
    return gettext("Not answered yet"), "care"


@source(
    Kind.ACCOUNT,
    "accounts.view_joinrequest",
    rows=JoinRequest.objects.all(),
    of="company",
    at="asked_at",
    name="application__contact_name",
    email="application__email",
    status="status",
)
def join_asked(row: Row) -> Words:
    status = JoinRequest.Status(row["status"])
    kind = "care" if status == JoinRequest.Status.ASKED else "quiet"
    return Words(gettext("%(name)s asked to join") % row.facts, (row["email"],), status.label, kind)


@source(
    Kind.ACCOUNT,
    "accounts.view_joinrequest",
    rows=JoinRequest.objects.exclude(decided_at=None),
    of="company",
    at="decided_at",
    name="application__contact_name",
    status="status",
    by="decided_by__name",
)
def join_decided(row: Row) -> Words:
    facts = {"name": row["name"], "status": JoinRequest.Status(row["status"]).label}
    return Words(gettext("Joining of %(name)s: %(status)s") % facts)


@source(
    Kind.ACCOUNT,
    "accounts.view_handover",
    rows=Handover.objects.all(),
    of="company",
    at="offered_at",
    by="by__name",
    to="to__name",
    accepted="accepted_at",
    ended="ended_at",
)
def company_offered(row: Row) -> Words:
    title = gettext("Company offered to %(to)s") % row.facts
    if row["accepted"]:
        return Words(title, (), gettext("Accepted"), "done")
    if row["ended"]:
        return Words(title, (), gettext("Withdrawn or declined"))
    return Words(title, (), gettext("Not answered yet"), "care")


@source(
    Kind.ACCOUNT,
    "accounts.view_handover",
    rows=Handover.objects.exclude(accepted_at=None),
    of="company",
    at="accepted_at",
    before="by__name",
    by="to__name",
)
def company_handed_over(row: Row) -> Words:
    return Words(gettext("Company handed over from %(before)s to %(by)s") % row.facts)


@source(
    Kind.ACCOUNT,
    "accounts.view_emailchange",
    rows=EmailChange.objects.all(),
    of="user__role__company",
    at="asked_at",
    name="user__name",
    email="email",
    evidence="evidence",
    reason="reason",
    by="by__name",
    accepted="used_at",
    withdrawn="ended_at",
    expires="expires_at",
)
def new_email_asked(row: Row) -> Words:
    title = gettext("New log-in e-mail of %(name)s: %(email)s") % row.facts
    checked = (
        EmailChange.Evidence(row["evidence"]).label if row["evidence"] else gettext("Asked for by the person")
    )
    details = (checked, noted(row["reason"]))
    return (
        Words(title, details, gettext("Proven"), "done")
        if row["accepted"]
        else Words(title, details, *_state(row))
    )


@source(
    Kind.ACCOUNT,
    "accounts.view_emailchange",
    rows=EmailChange.objects.exclude(used_at=None),
    of="user__role__company",
    at="used_at",
    name="user__name",
    email="email",
)
def email_changed(row: Row) -> Words:
    return Words(gettext("%(name)s logs in with %(email)s from now on") % row.facts)
