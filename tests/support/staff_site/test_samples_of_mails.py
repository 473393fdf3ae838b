"""Staff see every mail of the portal in every language before anybody gets it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.template import engines
from django.test import Client
from django.urls import reverse
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries
from pytest_django.asserts import assertContains
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from support.staff_site import previews
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.conftest import LogIn
from tests.factories import StaffFactory

URL = reverse("staff_site:mails")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ALL = [sample for group in previews.groups() for sample in group.samples]
TEMPLATES = Path(settings.BASE_DIR) / "templates"
MISSING = "‹missing %s›"


def test_every_mail_of_the_portal_has_a_sample() -> None:
    subjects = {file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.glob("*/email/*_subject.txt")}
    assert subjects
    assert {f"{sample.template}_subject.txt" for sample in ALL} == subjects
    assert len({sample.key for sample in ALL}) == len(ALL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.key)
def test_a_sample_tells_its_template_everything_and_asks_no_row(
    sample: previews.Sample, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", MISSING)  # type: ignore[attr-defined]
    letter = previews.written(sample, language=language)
    for words in (letter.subject, letter.text, letter.html):
        assert words.strip()
        assert "‹missing" not in words
        assert "None" not in words
    assert "\n" not in letter.subject
    assert f'<html lang="{language}">' in letter.html


@pytest.mark.parametrize("sample", ALL, ids=lambda sample: sample.key)
def test_a_sample_reads_differently_in_each_language(sample: previews.Sample) -> None:
    texts = {previews.written(sample, language=language).text for language in LANGUAGES}
    assert len(texts) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_samples_look_alike_in_the_list(language: str) -> None:
    seen = [
        (subject, str(sample.case))
        for _title, mails in previews.listed(language=language)
        for sample, subject in mails
    ]
    assert [line for line in seen if seen.count(line) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_staff_read_them_all_and_nothing_is_sent(
    as_vera: Client, language: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        page = as_vera.get(URL, {"language": language})
    for sample in ALL:
        assertContains(page, f"?mail={sample.key}&amp;")
    page = as_vera.get(URL, {"language": language, "mail": "billing.invoice"})
    letter = page.context["letter"]
    assertContains(page, letter.subject)
    assertContains(page, "NL91ABNA0417164300")
    assertContains(page, "&lt;!DOCTYPE html&gt;")
    assert not Email.objects.exists()


def test_an_unknown_mail_is_not_found(as_vera: Client) -> None:
    assert as_vera.get(URL, {"mail": "nothing"}).status_code == 404


def test_who_may_not_read_mails_finds_no_samples(client: Client, anna: User) -> None:
    client.force_login(anna)
    assert client.get(URL).status_code == 404
    agent = StaffFactory.create(is_superuser=False)
    client.force_login(agent)
    assert client.get(URL).status_code == 404
    agent.user_permissions.add(Permission.objects.get(codename="view_email"))
    assert client.get(URL).status_code == 200
    assert re.search(r'href="/staff/mails/"', client.get(reverse("admin:index")).content.decode())


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_page_serves_everybody(log_in: LogIn, live_server: LiveServer, vera: User) -> None:
    page = log_in(vera)
    for query in ("", "?mail=subscriptions.renewal_reminder&language=lv"):
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)
            page.goto(live_server.url + URL + query)
            assert_fits(page)
            assert_accessible(page)
