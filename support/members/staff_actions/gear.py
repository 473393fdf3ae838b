"""Acts about gear: who gets a serial number that two companies claim."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from products import actions as products
from products.models import Transfer
from support.members.models import Deed
from support.members.staff_actions.staff_action import Act, ActForm, Case, Given

SIDES = ("given__company", "given__product", "wanted__company", "asked_by")


def _transfers(company: Company) -> Any:
    either = Q(given__company=company) | Q(wanted__company=company)
    return Transfer.objects.select_related(*SIDES).filter(either)


def _undecided(transfers: Any) -> Any:
    return transfers.filter(status__in=Transfer.UNDECIDED)


def _who(case: Case) -> str:
    claim = case.thing
    facts = {"holder": claim.given.company, "claimant": claim.wanted.company}
    return gettext("%(holder)s has it registered, %(claimant)s asks for it.") % facts


def _grant(case: Case, given: Given) -> Transfer:
    return products.grant(claim=case.thing, reason=given["reason"], by=case.by, at=case.at)


def _decline(case: Case, given: Given) -> Transfer:
    return products.decline(claim=case.thing, reason=given["reason"], by=case.by, at=case.at)


GEAR = (
    Act(
        kind=Deed.Act.GRANT,
        title=_("Grant transfer"),
        right="products.change_transfer",
        form=ActForm,
        things=_transfers,
        still=_undecided,
        source="transfer_asked",
        foresee=lambda case: [
            _who(case),
            gettext("The serial number and its points move to the company that asks; it is told by mail."),
            gettext("The other company’s registration ends, and its points go."),
        ],
        do=_grant,
        said=lambda deed: _("Transferred, and the points with it."),
    ),
    Act(
        kind=Deed.Act.DECLINE,
        title=_("Decline transfer"),
        right="products.change_transfer",
        form=ActForm,
        things=_transfers,
        still=_undecided,
        source="transfer_asked",
        foresee=lambda case: [
            _who(case),
            gettext("Everything stays where it is; the company that asks is told by mail."),
        ],
        do=_decline,
        said=lambda deed: _("Declined. The company that asked has been told."),
    ),
)
