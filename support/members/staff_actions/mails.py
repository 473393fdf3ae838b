"""Acts about mails: sent again as it was, or, where its link is spent, with a new link."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email

from cps_portal.lib import mail
from support.members import expired_links
from support.members.mails import mails_of
from support.members.models import Deed
from support.members.staff_actions.staff_action import Act, ActForm, Case, Given


def _done(mails: Any) -> Any:
    """Leave out those that are on their way anyhow."""
    return mails.filter(status__in=[STATUS.sent, STATUS.failed])


def _foresee(case: Case) -> list[str]:
    to = {"to": ", ".join(case.thing.to), "subject": case.thing.subject}
    if expired_links.has_spent(case.thing, at=case.at):
        return [
            gettext("The link in “%(subject)s” does not work any more.") % to,
            gettext("Where that is possible, %(to)s gets a mail with a new link instead.") % to,
        ]
    return [gettext("“%(subject)s” goes to %(to)s once more, as it was, with its files.") % to]


def _send_again(case: Case, given: Given) -> Email | None:
    if expired_links.renew_spent(case.thing, at=case.at):
        return None
    return mail.write_again(case.thing)


def _said(deed: Deed) -> Any:
    return _("The mail is on its way.") if deed.outcome else _("A mail with a new link is on its way.")


MAILS = (
    Act(
        kind=Deed.Act.RESEND,
        title=_("Send again"),
        right="members.resend_mail",
        form=ActForm,
        things=mails_of,
        still=_done,
        named=lambda case: str(case.thing.subject),
        source="mail",
        foresee=_foresee,
        do=_send_again,
        said=_said,
    ),
)
