"""What staff write down about a member for each other."""

from datetime import datetime
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Company, DataRequest, User
from cps_portal.lib import clock
from support.members import actions
from support.members.models import Note
from support.operations import actions as operations
from support.operations import personal_data
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db


def client_of(role: str) -> Client:
    client = Client()
    client.force_login(with_role(role))
    return client


def write(client: Client, company: Company, text: str = "Prefers to be called.", key: str = "") -> int:
    address = reverse("members:write_note", args=[company.pk])
    return client.post(address, {"text": text, "key": key or str(uuid4())}).status_code


def test_a_note_stands_in_the_history_and_is_kept_once(
    as_agent: Client, agent: User, company: Company
) -> None:
    key = str(uuid4())
    for _press in range(2):
        assert write(as_agent, company, key=key) == 302
    assert Note.objects.get().by == agent
    page = as_agent.get(reverse("members:member", args=[company.pk]), {"kind": "staff"}).content.decode()
    assert "Prefers to be called." in page
    assert "The note is kept." in page


@pytest.mark.parametrize("text", [" ", "x" * 2001])
def test_an_empty_or_endless_note_is_refused(as_agent: Client, company: Company, text: str) -> None:
    write(as_agent, company, text)
    assert not Note.objects.exists()
    page = as_agent.get(reverse("members:member", args=[company.pk])).content.decode()
    assert "Write the note first." in page or "at most 2000" in page


@pytest.mark.parametrize(("role", "may"), [("Support agent", True), ("Finance", True), ("Auditor", False)])
def test_who_writes_and_who_reads(role: str, may: bool, agent: User, company: Company) -> None:
    actions.write_note(company=company, text="Read this.", key=uuid4(), by=agent, at=clock.now())
    client = client_of(role)
    page = client.get(reverse("members:member", args=[company.pk])).content.decode()
    assert "Read this." in page
    assert ("Keep note" in page) == may
    assert write(client, company) == (302 if may else 404)


def test_notes_are_ours_and_not_in_anybodys_copy_and_go_with_the_company(
    agent: User, anna: User, company: Company, at: datetime
) -> None:
    actions.write_note(company=company, text="Prefers to be called.", key=uuid4(), by=agent, at=at)
    with ZipFile(BytesIO(personal_data.packed(user=anna, company=company))) as copy:
        assert b"anna@studio.example" in copy.read("data.json")
        assert b"Prefers" not in copy.read("data.json")
    accounts.ask_for_data(user=anna, kind=DataRequest.Kind.ERASE_COMPANY, company=company, at=at)
    operations.complete_data_requests(at=at)
    assert not Note.objects.exists()
