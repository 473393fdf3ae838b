"""What staff do from a member's page: written down with its reason, and done once."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cps_portal.lib.errors import DomainError
from support.members.models import Deed
from support.members.staff_actions import Act, Case


@transaction.atomic
def perform(*, act: Act, case: Case, given: dict[str, Any]) -> Deed:
    """Do an act and write down who did it and why; the key of a form that was sent before gives the first deed."""
    about = str(case.thing.pk) if case.thing is not None else ""
    facts = {"act": act.kind, "company": case.company, "about": about, "reason": given["reason"].strip()}
    deed, is_new = Deed.objects.get_or_create(
        key=given["key"], defaults={**facts, "by": case.by, "at": case.at}
    )
    if any(getattr(deed, name) != value for name, value in facts.items()):
        raise DomainError(_("This form has been sent before, with other contents. Begin a new one."))
    if is_new:
        outcome = act.do(case, given)
        deed.outcome = str(outcome.pk) if outcome is not None else ""
        deed.save(update_fields=["outcome"])
    return deed
