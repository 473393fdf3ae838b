"""The applicant's page in a real browser, in both languages, on a phone and on a desk."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from accounts import actions
from accounts.actions import Verdict
from accounts.models import Application, User
from tests.accounts import papers
from tests.browser import DESKTOP, PHONE, assert_accessible, assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def asked(case: Application, vera: User, at: datetime) -> Application:
    """A case whose document cannot be read."""
    actions.claim(case=case, by=vera, at=at)
    verdict = Verdict("unreadable", "The scan is black.")
    actions.ask_for_better(case=case, by=vera, verdict=verdict, seen=case.events.latest("pk").pk, at=at)
    return case


@pytest.fixture(params=[("en-gb", DESKTOP), ("lv", PHONE)], ids=["English, desk", "Latvian, phone"])
def window(request: pytest.FixtureRequest, page: Page, live_server: LiveServer) -> Iterator[Page]:
    language, size = request.param
    page.set_viewport_size(size)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    with translation.override(language):
        yield page


def check(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def test_just_the_document_that_failed_is_sent_again(
    asked: Application, window: Page, live_server: LiveServer
) -> None:
    token = actions.issue_link(to=asked, at=timezone.now())
    window.goto(f"{live_server.url}/application/{token}/")
    check(window)
    better = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": papers.picture()}
    window.locator("#id_file").set_input_files(better)  # type: ignore[arg-type]
    window.locator("canvas.kept-document__picture").wait_for(state="attached")
    check(window)
    window.locator("#id_kind_0").check()
    window.get_by_role("button", name=gettext("Send document")).click()
    window.get_by_text(gettext("We have your document. The check goes on.")).wait_for()
    check(window)
    asked.refresh_from_db()
    assert asked.status == Application.Status.IN_REVIEW
    assert asked.documents.count() == 2


def test_a_link_in_wrong_hands_is_ended(case: Application, window: Page, live_server: LiveServer) -> None:
    token = actions.issue_link(to=case, at=timezone.now())
    window.goto(f"{live_server.url}/application/{token}/")
    window.get_by_text(gettext("About this link")).click()
    check(window)
    window.get_by_role("button", name=gettext("End this link and mail me a new one")).click()
    check(window)
    window.goto(f"{live_server.url}/application/{token}/")
    assert window.get_by_role("heading", level=1).inner_text() == gettext("Where does my application stand?")
    check(window)


def test_a_draft_is_taken_up_again(window: Page, live_server: LiveServer) -> None:
    answers = {
        "contact_name": "Jānis",
        "email": "janis@foto.example",
        "phone": "+371 20000000",
        "language": translation.get_language(),
        "country": "LV",
    }
    draft = actions.save_draft(key=Application(contact_name="").key, answers=answers, at=timezone.now())
    token = actions.issue_resume_link(to=draft, at=timezone.now())
    window.goto(f"{live_server.url}/register/resume/{token}/")
    check(window)
    window.get_by_role("button", name=gettext("Go on where I left off")).click()
    assert window.url.endswith("/vat/")
    window.goto(f"{live_server.url}/register/resume/none/")
    check(window)
