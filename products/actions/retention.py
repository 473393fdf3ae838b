"""What was uploaded about gear goes some time after it has served; digests, and what came of it, stay."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models.fields.files import FieldFile

from accounts.models import Company
from cps_portal.lib import queue
from products.models import GearFile, LegacyImport, Proof


def delete_outlived_papers(*, at: datetime) -> int:
    """Delete the proofs, lists and old programme's files whose time is over, and return how many they were."""
    proofs = queue.sweep(Proof.objects.outlived(at=at), lambda proof: _delete_proof(proof, at=at))
    imports = LegacyImport.objects.outlived(at=at)
    files = queue.sweep(imports, lambda batch: _delete_files(batch, at=at))
    lists = queue.sweep(GearFile.objects.outlived(at=at), lambda file: _forget_cells(file, at=at))
    return proofs + files + lists + queue.sweep(GearFile.objects.unconfirmed(at=at), _delete_list)


@transaction.atomic
def purge_proofs(*, company: Company, at: datetime) -> None:
    """Delete what a company has uploaded about its gear, whatever its time."""
    for proof in Proof.objects.filter(registration__company=company, deleted_at=None):
        _delete_proof(proof, at=at)
    Proof.objects.filter(registration__company=company).update(name="")
    for file in GearFile.objects.filter(company=company, forgotten_at=None):
        _forget_cells(file, at=at)
    GearFile.objects.filter(company=company).update(name="")


def _delete_proof(proof: Proof, *, at: datetime) -> None:
    """Delete the file before the row says so: if that is interrupted, the next sweep does it once more."""
    proof.file.delete(save=False)
    proof.file, proof.deleted_at = "", at
    proof.save(update_fields=["file", "deleted_at"])


def _delete_files(batch: LegacyImport, *, at: datetime) -> None:
    """Delete what was uploaded and what was copied out of it; the counts stay, and digests of the two files."""
    batch.members_sha256 = batch.members_sha256 or _digest(batch.members_file)
    batch.products_sha256 = batch.products_sha256 or _digest(batch.products_file)
    batch.save(update_fields=["members_sha256", "products_sha256"])
    for file in (batch.members_file, batch.products_file, batch.report, batch.need_human):
        file.delete(save=False)
    LegacyImport.objects.filter(pk=batch.pk).update(
        members_file="", products_file="", report="", need_human="", files_deleted_at=at
    )


def _digest(file: FieldFile) -> str:
    if not file or not file.storage.exists(str(file.name)):
        return ""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _forget_cells(file: GearFile, *, at: datetime) -> None:
    """Empty what was typed; which row became which registration stays."""
    file.rows.update(cells=[], message="")
    GearFile.objects.filter(pk=file.pk).update(forgotten_at=at)


def _delete_list(file: GearFile) -> None:
    file.delete()
