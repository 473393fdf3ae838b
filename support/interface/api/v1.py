from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Path
from pydantic import StringConstraints

from accounts.models import Company
from cps_portal.lib import clock
from products.models import Registration
from products.serials import normalised
from subscriptions.latest_terms import Membership, memberships
from subscriptions.models import MembershipNumber
from support.interface.api import problems
from support.interface.api.access import PerToken, Scoped
from support.interface.api.schemas import Card, Gear, Member, Status
from support.interface.models import ApiToken
from support.lookup import actions as lookup

api = problems.ProblemAPI(
    title="CPS portal",
    version="1",
    description="Members, cards and gear for other systems. Errors are Problem Details (RFC 9457).",
    throttle=[PerToken()],
    urls_namespace="api-1",
)
problems.register(api)

Scope = ApiToken.Scope
# The sign is [0-9]: \d would let every script's digits in.
Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{9}$")]
Serial = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z -]{5,30}$")]


class ApiRequest(HttpRequest):
    """A request by a bearer of a token."""

    auth: ApiToken


@api.get("/members/{number}", auth=Scoped(Scope.MEMBERS), response={200: Member, **problems.ANSWERS})
def member(request: ApiRequest, number: Path[Number]) -> Any:
    """Look a company up by its membership number, old ones too."""
    company = _company_of(number)
    lookup.note_system_look_up(system=str(request.auth), query=number, company=company, at=clock.now())
    known = _membership(company)
    return Member(
        number=number,
        current_number=known.number if known else None,
        company=company.legal_name,
        country=company.country,
        status=_status(known),
        level=known.level if known else None,
        since=known.term.starts_on if known else None,
        valid_until=known.until if known else None,
    )


@api.get("/cards/{number}", auth=Scoped(Scope.CARDS), response={200: Card, **problems.ANSWERS})
def card(request: ApiRequest, number: Path[Number]) -> Any:
    """Say whether the card with this membership number is valid now: an old number's card is not."""
    company = _company_of(number)
    known = _membership(company)
    if known is None or known.number != number:
        return Card(number=number, is_valid=False, status="none", level=None, valid_until=None)
    status = _status(known)
    return Card(
        number=number,
        is_valid=status == "active",
        status=status,
        level=known.level,
        valid_until=known.until,
    )


@api.get("/gear/{serial}", auth=Scoped(Scope.GEAR), response={200: list[Gear], **problems.ANSWERS})
def gear(request: ApiRequest, serial: Path[Serial]) -> Any:
    """List the registrations under a serial number, live ones first; none is an empty list."""
    rows = Registration.objects.filter(serial=normalised(serial)).select_related("company", "product")
    found = sorted(rows.order_by("-pk")[:20], key=lambda row: not row.is_live)
    companies = {row.company_id for row in found}
    only = found[0].company if len(companies) == 1 else None
    lookup.note_system_look_up(system=str(request.auth), query=serial, company=only, at=clock.now())
    known = memberships(companies, on=clock.today())
    return [_gear(row, known.get(row.company_id)) for row in found]


def _company_of(number: str) -> Company:
    known = MembershipNumber.objects.filter(number=number).select_related("company").first()
    if known is None:
        raise Http404
    return known.company


def _membership(company: Company) -> Membership | None:
    return memberships([company.pk], on=clock.today()).get(company.pk)


def _status(membership: Membership | None) -> Status:
    if membership is None:
        return "none"
    if not membership.is_running:
        return "expired"
    return "suspended" if membership.term.suspensions.standing().exists() else "active"


def _gear(row: Registration, membership: Membership | None) -> Gear:
    return Gear(
        model=row.product.name,
        serial=row.serial,
        company=row.company.legal_name,
        membership_number=membership.number if membership else None,
        registered_on=_day(row),
        is_registered=row.is_live,
        end=row.end or None,
    )


def _day(row: Registration) -> date:
    return clock.on(row.registered_at)
