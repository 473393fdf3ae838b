"""Looking at a case leaves a trace, and tells colleagues who is there."""

from datetime import datetime

from accounts.models import Application, Document, Look, Presence, User


def log_case_view(*, case: Application, by: User, at: datetime) -> Look:
    """Note that somebody opened a case, and with it the personal data in it."""
    touch_presence(case=case, by=by, at=at)
    return Look.objects.create(application=case, by=by, at=at)


def log_document_view(*, document: Document, by: User, at: datetime) -> Look:
    """Note that somebody opened a document."""
    return Look.objects.create(application=document.application, document=document, by=by, at=at)


def touch_presence(*, case: Application, by: User, at: datetime) -> None:
    """Say that somebody has the case open now."""
    Presence.objects.bulk_create(
        [Presence(application=case, by=by, seen_at=at)],
        update_conflicts=True,
        unique_fields=["application", "by"],
        update_fields=["seen_at"],
    )


def purge_presences(*, at: datetime) -> None:
    """Delete the presences of pages that were closed."""
    Presence.objects.past(at=at).delete()
