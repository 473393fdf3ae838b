"""The mails: everything that was written to an address that the company gave us."""

from django.urls import reverse
from django.utils.translation import gettext
from post_office.models import Email

from support.correspondence import DELIVERY, addresses
from support.timeline.kinds import Kind
from support.timeline.sources.source import source
from support.timeline.words import Row, Words


@source(
    Kind.MAIL,
    "post_office.view_email",
    rows=Email.objects.all(),
    of=addresses,
    at="created",
    subject="subject",
    to="to",
    status="status",
)
def mail(row: Row) -> Words:
    href = reverse("support:mail", args=[row.company, row.pk])
    return Words(row["subject"], (gettext("To %(to)s") % row.facts,), *DELIVERY[row["status"]], href)
