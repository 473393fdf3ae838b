from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from accounts import actions
from accounts.actions.history import remember
from accounts.models import Application, CaseEvent, Document, User
from tests.accounts import papers
from tests.accounts.applicant import Applicant
from tests.clamd import running_clamd
from tests.factories import StaffFactory, SubmittedApplicationFactory


@pytest.fixture(autouse=True)
def _no_limit_reached_before() -> None:
    cache.clear()


@pytest.fixture
def janis(client: Client, db: None) -> Applicant:
    """An applicant."""
    return Applicant(client)


@pytest.fixture(scope="session")
def clamd() -> Iterator[str]:
    """The address of a real virus scanner that knows one virus."""
    with running_clamd() as address:
        yield address


@pytest.fixture
def viktor(db: None) -> User:
    """Another verifier."""
    return StaffFactory.create(name="Viktor Verifier", email="viktor@canon.example")


@pytest.fixture
def case(db: None, at: datetime) -> Application:
    """A case that was sent this Monday noon and that nobody has claimed."""
    case = SubmittedApplicationFactory.create(submitted_at=at, email="janis@foto.example")
    add_document(case, at)
    remember(case, CaseEvent.Act.SUBMITTED, at=at)
    return case


def add_document(case: Application, at: datetime) -> Document:
    document = Document(
        application=case,
        kind=Document.Kind.VAT_CERTIFICATE,
        name="certificate.pdf",
        media_type="application/pdf",
        size_bytes=1000,
        sha256="0" * 64,
        uploaded_at=at,
    )
    document.file.save("certificate.pdf", ContentFile(papers.pdf()))
    return document


@pytest.fixture
def seen() -> Callable[[Application], int]:
    """The newest event of a case, as its page shows it to a verifier."""
    return lambda case: case.events.order_by("-pk").values_list("pk", flat=True)[0]


@pytest.fixture
def work() -> Callable[[], None]:
    """Let the worker write the mails that are due."""

    def done() -> None:
        for task in (actions.answer_asked_mails, actions.mail_email_changes, actions.mail_invitations):
            task(at=timezone.now())

    return done


@pytest.fixture
def mail_to(work: Callable[[], None]) -> Callable[[str], Email]:
    """The newest mail to an address, once the worker has written what is due."""

    def newest(address: str) -> Email:
        work()
        return Email.objects.filter(to=address).order_by("-pk")[0]

    return newest
