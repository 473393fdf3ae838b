"""What staff noted, did and looked at."""

from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import Look
from support.audit.models import Viewing
from support.lookup.models import LookUp
from support.members.models import Deed, Note
from support.members.timeline.kinds import Kind
from support.members.timeline.sources.source import source
from support.members.timeline.words import Row, Words


@source(
    Kind.STAFF,
    "members.view_note",
    rows=Note.objects.all(),
    of="company",
    at="at",
    text="text",
    by="by__name",
)
def note(row: Row) -> Words:
    return Words(gettext("Note"), (row["text"],))


# Every other deed is told by what it wrote.
@source(
    Kind.MAIL,
    "members.view_deed",
    rows=Deed.objects.filter(act=Deed.Act.RESEND),
    of="company",
    at="at",
    about="about",
    reason="reason",
    by="by__name",
)
def sent_again(row: Row) -> Words:
    href = reverse("members:mail", args=[row.company, row["about"]])
    return Words(gettext("Mail sent again"), (row["reason"],), href=href)


@source(
    Kind.STAFF,
    "accounts.view_look",
    rows=Look.objects.all(),
    of="application__company",
    at="at",
    application="application_id",
    document="document__name",
    by="by__name",
)
def look(row: Row) -> Words:
    title = gettext("Application %(number)s looked at") % {"number": f"A-{row['application']:06d}"}
    if row["document"]:
        return Words(title, (gettext("Document %(document)s") % row.facts,))
    return Words(title)


@source(
    Kind.STAFF,
    "lookup.view_lookup",
    rows=LookUp.objects.all(),
    of="company",
    at="at",
    purpose="purpose",
    query="query",
    system="system",
    by="by__name",
)
def looked_up(row: Row) -> Words:
    purpose = LookUp.Purpose(row["purpose"]).label if row["purpose"] else ""
    if row["system"]:
        return Words(gettext("Looked up by %(system)s") % row.facts, (row["query"],))
    title = gettext("Found by “%(query)s”") % row.facts if row["query"] else gettext("Page opened")
    return Words(title, (purpose,))


@source(
    Kind.STAFF,
    "audit.view_viewing",
    rows=Viewing.objects.all(),
    of="company",
    at="began_at",
    person="person__name",
    purpose="purpose",
    reason="reason",
    by="by__name",
)
def seen_as(row: Row) -> Words:
    purpose = LookUp.Purpose(row["purpose"]).label
    return Words(gettext("The portal seen as %(person)s sees it") % row.facts, (purpose, row["reason"]))
