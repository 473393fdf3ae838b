"""The files of a question: kept as soon as they have passed the gate, sent with its words, deleted after its end."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import uploads as gate
from accounts.models import User
from accounts.uploads import Upload
from cps_portal.lib import queue
from cps_portal.lib.errors import DomainError
from support.helpdesk.models import TicketEvent, TicketFile

MOST_FILES = 5
MOST_UNSENT = 20


def hold_person(person: User) -> None:
    """Let a form that was pressed twice wait for itself; before any ticket is held, so that nobody waits in a ring."""
    User.objects.select_for_update().only("pk").get(pk=person.pk)


@transaction.atomic
def keep_files(*, uploads: Sequence[Upload], key: uuid.UUID, by: User, at: datetime) -> list[TicketFile]:
    """Keep files for the form with this key, so that they need not be chosen again; the same file is kept once."""
    hold_person(by)
    known = {file.sha256: file for file in TicketFile.objects.filter(form=key, by=by)}
    new = {upload.sha256: upload for upload in uploads if upload.sha256 not in known}
    waiting = TicketFile.objects.filter(by=by, event=None, deleted_at=None).count()
    if waiting + len(new) > MOST_UNSENT:
        raise DomainError(
            _(
                "You have chosen many files today without sending them. Send a question first, or try tomorrow."
            ),
            field="added",
        )
    known |= {digest: _kept(upload, key=key, by=by, at=at) for digest, upload in new.items()}
    return [known[upload.sha256] for upload in uploads]


def _kept(upload: Upload, *, key: uuid.UUID, by: User, at: datetime) -> TicketFile:
    file = TicketFile(
        form=key,
        by=by,
        name=upload.name,
        media_type=upload.media_type,
        size_bytes=len(upload.content),
        sha256=upload.sha256,
        uploaded_at=at,
    )
    path = f"{uuid.uuid4().hex}{gate.suffix_of(upload.media_type)}"
    file.file.save(path, ContentFile(upload.content), save=True)
    return file


def attach(event: TicketEvent, *, files: Sequence[int]) -> None:
    """Send kept files with the words of an event; call it inside the transaction that says them."""
    if len(set(files)) > MOST_FILES:
        raise DomainError(
            _("At most %(most)d files go with one message. Leave some out, or write twice.")
            % {"most": MOST_FILES},
            field="added",
        )
    if event.key and event.by:
        TicketFile.objects.kept_for(event.key, by=event.by).filter(pk__in=files).update(event=event)


def delete_outlived_files(*, at: datetime) -> int:
    """Delete the files of tickets closed long ago and those that nobody sent, and return how many they were."""
    return queue.sweep(TicketFile.objects.outlived(at=at), lambda file: _delete(file, at=at))


def purge_files(files: QuerySet[TicketFile], *, at: datetime) -> None:
    """Delete files with their names, whatever their time."""
    for file in files.filter(deleted_at=None):
        _delete(file, at=at)
    files.update(name="")


def _delete(file: TicketFile, *, at: datetime) -> None:
    """Delete the file before the row says so: if that is interrupted, the next sweep does it once more."""
    file.file.delete(save=False)
    file.file, file.deleted_at = "", at
    file.save(update_fields=["file", "deleted_at"])
