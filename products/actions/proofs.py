import uuid
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import uploads
from accounts.models import User
from accounts.uploads import Upload
from cps_portal.lib.errors import DomainError
from products.actions.claims import Kind, remember
from products.actions.registrations import hold
from products.models import Proof, Registration

MOST = 5


@transaction.atomic
def add_proof(*, registration: Registration, upload: Upload, by: User, at: datetime) -> Proof:
    """Keep a proof of purchase with a registration; the same file again is kept once."""
    hold(registration.company)
    kept = list(registration.proofs.all())
    for proof in kept:
        if proof.sha256 == upload.sha256:
            return proof
    if len(kept) >= MOST:
        raise DomainError(
            _("%(number)s papers are kept with a product, and that many are there.") % {"number": MOST},
            field="file",
        )
    proof = Proof(
        registration=registration,
        name=upload.name,
        media_type=upload.media_type,
        size_bytes=len(upload.content),
        sha256=upload.sha256,
        uploaded_at=at,
        uploaded_by=by,
    )
    path = f"{uuid.uuid4().hex}{uploads.suffix_of(upload.media_type)}"
    proof.file.save(path, ContentFile(upload.content), save=True)
    remember(registration, Kind.PROOF, at=at, by=by)
    return proof
