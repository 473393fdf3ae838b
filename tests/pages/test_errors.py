"""When something is wrong the page says what happened and what to do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.defaults import permission_denied, server_error


@pytest.mark.django_db
def test_an_unknown_address_leads_back_to_the_start(client: Client) -> None:
    answer = client.get("/no/such/page/")

    assert answer.status_code == 404
    assert "Check the address" in answer.content.decode()
    assert f'href="{reverse("start")}"' in answer.content.decode()


@pytest.mark.django_db
def test_a_form_that_was_open_for_too_long_is_to_be_sent_again() -> None:
    careful = Client(enforce_csrf_checks=True)

    answer = careful.post(reverse("account_login"), {"login": "anna@studio.example", "password": "secret"})

    assert answer.status_code == 403
    assert "The page was open for too long" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_open_to_the_person_says_so(rf: RequestFactory) -> None:
    answer = permission_denied(rf.get("/"), PermissionDenied())

    assert answer.status_code == 403
    assert "This page is not open to you" in answer.content.decode()


def test_a_crash_is_told_without_asking_the_database(rf: RequestFactory) -> None:
    answer = server_error(rf.get("/"))

    assert answer.status_code == 500
    assert "It is not your fault" in answer.content.decode()
