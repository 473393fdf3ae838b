"""The switch in the bar changes the language and nothing else."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db


def switch(client: Client, language: str, to: str = "/privacy/") -> str:
    answer = client.post(reverse("set_language"), {"language": language, "next": to})
    return str(answer.headers["Location"])


def test_the_person_stays_on_the_page(client: Client) -> None:
    assert switch(client, "lv", "/privacy/?a=1&b=2") == "/privacy/?a=1&b=2"
    assert '<html lang="lv">' in client.get("/privacy/").content.decode()


def test_the_language_of_the_link_does_not_win_against_the_choice(client: Client) -> None:
    assert switch(client, "lv", "/register/?language=en_GB&source=itcg") == "/register/?source=itcg"


@pytest.mark.parametrize(
    "foreign",
    ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", "/\\elsewhere.example", ""],
)
def test_it_leads_to_no_other_site(client: Client, foreign: str) -> None:
    assert switch(client, "lv", foreign) == "/"


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        ("lv_LV", "lv"),
        ("LV", "lv"),
        ("en_GB", "en-gb"),
        ("en-US", "en-gb"),
        ("xx_XX", "en-gb"),
        ("", "en-gb"),
    ],
)
def test_every_locale_means_an_installed_language(client: Client, wanted: str, meant: str) -> None:
    switch(client, wanted)

    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == meant


def test_a_customers_mails_follow(as_anna: Client, anna: User) -> None:
    switch(as_anna, "lv")

    anna.refresh_from_db()
    assert anna.language == "lv"


def test_looking_at_the_address_changes_nothing(client: Client) -> None:
    assert client.get(reverse("set_language")).status_code == 405


def test_the_other_language_is_offered_by_its_own_name(client: Client) -> None:
    assert 'value="lv" lang="lv">Latviešu</button>' in client.get("/").content.decode()

    switch(client, "lv")
    assert 'value="en-gb" lang="en-gb">English</button>' in client.get("/").content.decode()
