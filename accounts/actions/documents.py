"""What becomes of documents: one takes another's place, and in the end their files go."""

import uuid
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import uploads
from accounts.models import Application, Document
from accounts.uploads import Upload
from cps_portal.lib import queue


def replace_document(application: Application, *, upload: Upload, kind: str, at: datetime) -> Document:
    """Put a document in the place of the present one; call it inside the transaction that holds the application."""
    application.documents.filter(replaced_at=None).update(replaced_at=at)
    document = Document(
        application=application,
        kind=kind,
        name=upload.name,
        media_type=upload.media_type,
        size_bytes=len(upload.content),
        pages=upload.pages,
        sha256=upload.sha256,
        uploaded_at=at,
    )
    path = f"{uuid.uuid4().hex}{uploads.suffix_of(upload.media_type)}"
    document.file.save(path, ContentFile(upload.content), save=True)
    return document


def delete_outlived(*, at: datetime) -> int:
    """Delete the files of documents whose case was decided long ago, and return how many they were."""
    deleted = 0
    while _delete_one(at=at):
        deleted += 1
    return deleted


def _delete_one(*, at: datetime) -> bool:
    """Delete the file before the row says so: if that is interrupted, the next sweep does it once more."""
    with transaction.atomic():
        for document in queue.take(Document.objects.outlived(at=at), limit=1):
            document.file.delete(save=False)
            document.file = ""
            document.deleted_at = at
            document.save(update_fields=["file", "deleted_at"])
            return True
    return False
