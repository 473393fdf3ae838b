"""The mails: everything that was written to an address that the company gave us."""

from django.urls import reverse
from django.utils.translation import gettext
from post_office.models import Email

from support.members.mails import DELIVERY, addresses
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words


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
    href = reverse("members:mail", args=[row.company, row.pk])
    return Words(row["subject"], (gettext("To %(to)s") % row.facts,), *DELIVERY[row["status"]], href)
