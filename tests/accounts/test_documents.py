"""How long a document is kept, and how it leaves the portal."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts import actions
from accounts.models import Application, Document
from tests.accounts.conftest import add_document

pytestmark = pytest.mark.django_db
KEPT = timedelta(days=90)


@pytest.fixture
def decided(case: Application, at: datetime) -> Application:
    Application.objects.filter(pk=case.pk).update(status=Application.Status.REJECTED, decided_at=at)
    return case


def test_a_document_goes_ninety_days_after_the_decision(decided: Application, at: datetime) -> None:
    document = Document.objects.get()
    storage, path = document.file.storage, str(document.file.name)
    assert actions.delete_outlived(at=at + KEPT) == 0
    assert storage.exists(path)
    assert actions.delete_outlived(at=at + KEPT + timedelta(seconds=1)) == 1
    assert not storage.exists(path)
    document.refresh_from_db()
    assert (document.file.name, document.deleted_at) == ("", at + KEPT + timedelta(seconds=1))
    assert (document.sha256, document.kind) == ("0" * 64, Document.Kind.VAT_CERTIFICATE)
    assert decided.events.exists()


def test_the_documents_that_were_replaced_go_too(decided: Application, at: datetime) -> None:
    Document.objects.update(replaced_at=at)
    add_document(decided, at)
    later = at + KEPT + timedelta(days=1)
    assert actions.delete_outlived(at=later) == 2
    assert actions.delete_outlived(at=later) == 0


def test_a_case_that_is_not_decided_keeps_its_documents(case: Application, at: datetime) -> None:
    assert actions.delete_outlived(at=at + timedelta(days=1000)) == 0


def test_a_sweep_that_died_after_the_file_goes_on(decided: Application, at: datetime) -> None:
    document = Document.objects.get()
    document.file.storage.delete(str(document.file.name))
    assert actions.delete_outlived(at=at + KEPT + timedelta(days=1)) == 1


def test_what_is_gone_cannot_be_looked_at(decided: Application, at: datetime, as_vera: Client) -> None:
    address = f"/admin/accounts/application/{decided.pk}/document/"
    assert b"".join(as_vera.get(address).streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    actions.delete_outlived(at=at + KEPT + timedelta(days=1))
    assert as_vera.get(address).status_code == 404
