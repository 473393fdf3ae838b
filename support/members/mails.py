"""The mails of a member, as staff may read them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email, Log

from accounts.models import Application, Company, Role
from cps_portal.lib.mail_redaction import harmless, without_secrets
from support.members.models import Deed

DELIVERY = {
    STATUS.sent: (_("Sent"), "done"),
    STATUS.failed: (_("Not delivered"), "stop"),
    STATUS.queued: (_("Waiting to be sent"), "care"),
    STATUS.requeued: (_("Will be tried again"), "care"),
}


def addresses(company: Company) -> Q:
    """Match the mails to every address that the company gave us, its people's and those on its papers."""
    own = [address for address in (company.invoice_email, company.old_cps_email) if address]
    return (
        Q(to__in=Role.objects.filter(company=company).values("user__email"))
        | Q(to__in=Application.objects.filter(company=company).values("email"))
        | Q(to__in=own)
    )


@dataclass(frozen=True)
class Letter:
    """A mail as staff may read it, with every attempt to deliver it."""

    mail: Email
    text: str
    html: str
    attempts: list[Log]
    deeds: list[Deed]

    @property
    def state(self) -> tuple[Any, str]:
        return DELIVERY[self.mail.status]

    @property
    def to(self) -> str:
        return ", ".join(self.mail.to)

    @property
    def copies(self) -> list[Deed]:
        """Those who had it sent again."""
        return [deed for deed in self.deeds if deed.about == str(self.mail.pk)]

    @property
    def origin(self) -> Deed | None:
        """Who had another mail sent again, which became this one."""
        return next((deed for deed in self.deeds if deed.outcome == str(self.mail.pk)), None)

    @property
    def papers(self) -> list[str]:
        return [paper.name for paper in self.mail.attachments.all()]


def letter(mail: Email) -> Letter:
    """Read a mail: what its links need to work is taken out, and nothing of it runs."""
    key = str(mail.pk)
    deeds = Deed.objects.filter(act=Deed.Act.RESEND).filter(Q(about=key) | Q(outcome=key))
    return Letter(
        mail=mail,
        text=without_secrets(mail.message),
        html=harmless(mail.html_message) if mail.html_message else "",
        attempts=sorted(mail.logs.all(), key=lambda log: (log.date, log.pk)),
        deeds=list(deeds.select_related("by").order_by("pk")),
    )


def mails_of(company: Company) -> QuerySet[Email]:
    """Return the mails that belong to a company: those that were written to it, whatever they are about."""
    mails: QuerySet[Email] = Email.objects.filter(addresses(company))
    return mails
