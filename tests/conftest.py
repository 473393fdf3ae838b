"""The cast, the clock and the peers that every story may use."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.middleware import SESSION_KEY
from accounts.models import Company, Role, User
from sandbox.mail import MailSandbox
from sandbox.stripe import StripeSandbox
from sandbox.vies import ViesSandbox
from tests.browser import launch_arguments
from tests.factories import CompanyFactory, RoleFactory, StaffFactory, UserFactory

# Playwright's event loop makes Django think that it runs asynchronously.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_triggers() -> None:
    """Tests with real transactions empty all tables; the ledger's triggers refuse that to everybody else."""
    flush = DatabaseOperations.execute_sql_flush

    def past_the_triggers(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        flush(self, ["SET LOCAL session_replication_role = replica;", *sql_list])

    DatabaseOperations.execute_sql_flush = past_the_triggers  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Let every connection know the seeds: once Playwright's loop runs, Django opens another one in the same thread."""
    seeds = getattr(connections["default"], "_test_serialized_contents", "")
    if seeds:
        type(connections["default"])._test_serialized_contents = seeds  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _files_of_one_test(settings: Settings, tmp_path: Path) -> None:
    storages = {**settings.STORAGES}
    storages["default"] = {
        **storages["default"],
        "OPTIONS": {**storages["default"]["OPTIONS"], "location": tmp_path / "files"},
    }
    settings.STORAGES = storages
    settings.CLOCK_FILE = tmp_path / "clock"


@pytest.fixture(autouse=True)
def _passwords_cost_nothing(settings: Settings) -> None:
    """Most stories have people who log in; what their passwords' hashes cost is measured by a command of its own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """A page asked for in Latvian leaves its language active; the next story begins in English."""
    with translation.override("en-gb"):
        yield


@pytest.fixture
def at() -> datetime:
    """A Monday noon without public holidays near."""
    return datetime(2026, 9, 14, 10, 0, tzinfo=UTC)


@pytest.fixture
def company(db: None) -> Company:
    return CompanyFactory.create()


@pytest.fixture
def anna(company: Company) -> User:
    """The owner of the company."""
    user = UserFactory.create(name="Anna Bērziņa", email="anna@studio.example")
    RoleFactory.create(user=user, company=company, kind=Role.Kind.OWNER)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """The owner of another company."""
    user = UserFactory.create(name="Otto Other", email="otto@other.example")
    RoleFactory.create(user=user, company=CompanyFactory.create(legal_name="Other GmbH", country="DE"))
    return user


@pytest.fixture
def vera(db: None) -> User:
    """A verifier."""
    return StaffFactory.create(name="Vera Verifier", email="vera@canon.example")


@pytest.fixture
def as_anna(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def at_work(user: User) -> Client:
    """Log a member of staff in who has opened a page this minute: the next one writes no session."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SESSION_KEY] = (time.time(), time.time())
    session.save()
    return client


@pytest.fixture
def as_vera(vera: User) -> Client:
    return at_work(vera)


@pytest.fixture
def stripe_sandbox(settings: Settings) -> Iterator[StripeSandbox]:
    with StripeSandbox(webhook_secret=settings.STRIPE_WEBHOOK_SECRET) as sandbox:
        settings.STRIPE_API_URL = sandbox.url
        directives = {
            **settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
            "form-action": ["'self'", sandbox.url],
        }
        settings.CONTENT_SECURITY_POLICY = {**settings.CONTENT_SECURITY_POLICY, "DIRECTIVES": directives}
        yield sandbox


@pytest.fixture
def vies(settings: Settings) -> Iterator[ViesSandbox]:
    with ViesSandbox() as sandbox:
        settings.VIES_URL = sandbox.url
        yield sandbox


@pytest.fixture
def mails(settings: Settings) -> Iterator[MailSandbox]:
    with MailSandbox() as sandbox:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sandbox.smtp_port
        yield sandbox


@pytest.fixture(scope="session")
def base_url() -> None:
    """The plugin's own fixture is a method, about which pytest warns; every page here has its whole address."""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **launch_arguments()}


LogIn = Callable[[User], Page]


@pytest.fixture
def log_in(page: Page, live_server: LiveServer, client: Client) -> LogIn:
    """Hand the person's session to the browser, so that a story need not begin at the log-in page."""

    def with_session(user: User) -> Page:
        client.force_login(user)
        session = client.cookies["cps_session"].value
        page.context.add_cookies([{"name": "cps_session", "value": session, "url": live_server.url}])
        return page

    return with_session
