from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Company, User
from cps_portal.lib.errors import DomainError
from support.members.models import Note

LONGEST = 2000


@transaction.atomic
def write_note(*, company: Company, text: str, key: UUID, by: User, at: datetime) -> Note:
    """Write something down about a company for colleagues; the key of a form that was sent before gives its note."""
    words = text.strip()
    if not words:
        raise DomainError(_("Write the note first."), field="text")
    if len(words) > LONGEST:
        raise DomainError(_("A note has at most %(most)d characters.") % {"most": LONGEST}, field="text")
    note, _is_new = Note.objects.get_or_create(
        key=key, defaults={"company": company, "text": words, "by": by, "at": at}
    )
    if (note.company_id, note.text) != (company.pk, words):
        raise DomainError(_("This form has been sent before, with other contents. Begin a new one."))
    return note


def purge_notes(*, company: Company) -> int:
    """Delete what was noted about a company that is erased, and return how many notes they were."""
    return Note.objects.filter(company=company).delete()[0]
