from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from accounts.tasks import answer_asked_mails, ask_vies
from billing.tasks import handle_card_events, issue_invoices
from cps_portal.lib.tasks import deliver_mails
from sandbox.mail import MailSandbox
from sandbox.stripe import StripeSandbox
from sandbox.vies import ViesSandbox
from tests.factories import PASSWORD
from tests.journeys.cast import by_card, by_transfer, migrating
from tests.journeys.stage import Person, Stage
from tests.journeys.walk import Applicant, Walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def do_the_workers_work() -> None:
    answer_asked_mails()
    ask_vies()
    handle_card_events()
    issue_invoices()
    deliver_mails()


@pytest.fixture
def stage(
    live_server: LiveServer,
    settings: Settings,
    vera: User,
    mails: MailSandbox,
    vies: ViesSandbox,
    stripe_sandbox: StripeSandbox,
) -> Stage:
    settings.SITE_URL = live_server.url
    stripe_sandbox.webhook_url = f"{live_server.url}/billing/stripe/webhook"
    call_command("load_catalogue", verbosity=0)
    call_command("import_legacy", verbosity=0)
    staff = Person(vera.email, PASSWORD)
    return Stage(live_server.url, mails.page_url.rstrip("/"), staff, staff, do_the_workers_work)


@pytest.mark.parametrize(
    "applicant", [by_card("lv"), by_transfer("en"), migrating("lv")], ids=lambda applicant: applicant.name
)
def test_a_company_becomes_a_member(
    stage: Stage, browser: Browser, applicant: Applicant, tmp_path: Path
) -> None:
    walk = Walk(stage, browser, applicant, tmp_path)
    for _title, step in walk.steps():
        step()
    walk.close()
