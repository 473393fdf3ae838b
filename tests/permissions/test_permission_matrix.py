"""Every address of the portal against every kind of person: the tables beside say who gets in, and nobody else does.

A new address fails here until its line stands in `staff.txt` or `portal.txt` beside; the failure says which.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.template.backends.django import Template
from django.test import Client

from accounts.models import Company, Role, User
from cps_portal.lib import clock
from sandbox.stripe import StripeSandbox
from subscriptions.models import Term
from support.interface.actions import make_token
from tests.conftest import at_work
from tests.factories import RoleFactory, StaffFactory
from tests.permissions.asking import Asker, ways
from tests.permissions.table import IMPLIED, Door, Table, expected, lines, read
from tests.permissions.urls import Url, every_url
from tests.permissions.world import World
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db
ROLES = {
    "verifier": "Verifier",
    "agent": "Support agent",
    "finance": "Finance",
    "catalogue": "Catalogue manager",
    "lead": "Lead",
    "auditor": "Auditor",
}
# The superuser gets in wherever anybody does, and is named where nobody else does.
STAFF = (*ROLES, "unassigned", "superuser")
# Anna, two people of her company, the owner of another company, staff, and who is not logged in.
PORTAL = ("owner", "colleague", "accountant", "stranger", "staff", "visitor")
STAFF_GROUPS = {"staff": STAFF}
PORTAL_GROUPS = {
    "everybody": PORTAL,
    "persons": PORTAL[:5],
    "customers": PORTAL[:4],
    "ours": PORTAL[:3],
}
# Addresses of the admin that are for everybody.
PUBLIC = ("admin:login", "admin:logout", "admin:jsi18n")
EMPTY = "<html><body></body></html>"
# What staff leave behind by looking at something.
LOGS = {
    "accounts_look",
    "accounts_presence",
    "django_session",
    "audit_auditentry",
    "lookup_lookup",
    "audit_viewing",
}


@pytest.fixture(autouse=True)
def _without_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who gets in is decided before a page is drawn: drawing thousands of them would take minutes."""
    monkeypatch.setattr(Template, "render", lambda *_given, **_named: EMPTY)
    monkeypatch.setattr(admin.site, "each_context", lambda request: {})
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def asker(anna: User, company: Company, silver: Term) -> Asker:
    """Whoever asks for things of Anna's company, which is a member."""
    world = World(company, anna)
    world.known[Role] = RoleFactory.create(company=company, kind=Role.Kind.COLLEAGUE)
    return Asker(world)


@pytest.fixture
def staff(db: None) -> dict[str, Client]:
    people = {word: with_role(name) for word, name in ROLES.items()}
    people["unassigned"] = StaffFactory.create(is_superuser=False)
    people["superuser"] = StaffFactory.create()
    return {word: at_work(person) for word, person in people.items()}


@pytest.fixture
def portal(anna: User, company: Company, stranger: User, asker: Asker) -> dict[str, Client]:
    accountant = RoleFactory.create(company=company, kind=Role.Kind.ACCOUNTANT)
    people = {
        "owner": anna,
        "colleague": asker.world.known[Role].user,  # type: ignore[attr-defined]
        "accountant": accountant.user,
        "stranger": stranger,
        "staff": with_role("Lead"),
    }
    return {word: at_work(person) for word, person in people.items()} | {"visitor": Client()}


def seen_by(
    people: Mapping[str, Client], asker: Asker, urls: list[Url], *, elsewhere: tuple[str, ...]
) -> Table:
    """Ask every door as everybody, and return who got in."""
    table: Table = {}
    for url in urls:
        for how in ways(url):
            door = Door(url.label, how)
            answers: dict[str, bool | None] = {}
            for who, client in people.items():
                is_implied = who == IMPLIED and True in answers.values()
                answers[who] = is_implied or asker.opens(client, url, door, elsewhere=elsewhere)
            if None not in answers.values():
                table[door] = frozenset(who for who, is_in in answers.items() if is_in)
    assert not asker.crashed
    return table


def assert_as_written(
    seen: Table, written: Table, file: str, order: tuple[str, ...], groups: dict[str, tuple[str, ...]]
) -> None:
    """Fail with the lines that the table needs, or the code does not."""
    wrong = {door: who for door, who in seen.items() if expected(written, door) != who}
    asked = {door.name for door in seen}
    idle = [str(door) for door in written if door.name not in asked or (door.how and door not in seen)]
    needed = "\n".join(
        lines({door: seen[door] for door in seen if door.name in {one.name for one in wrong}}, order, groups)
    )
    assert not wrong, f"Who gets in, as it is now; write it into matrix/{file} if it is right:\n{needed}"
    assert not idle, f"Lines of matrix/{file} that stand for no door any more: {idle}"


def test_every_staff_page_and_action_opens_to_its_roles_alone(staff: dict[str, Client], asker: Asker) -> None:
    urls = [url for url in every_url() if url.is_for_staff]
    seen = seen_by(staff, asker, urls, elsewhere=("/login/", "/admin/login/"))
    assert_as_written(seen, read("staff.txt", STAFF_GROUPS), "staff.txt", STAFF, STAFF_GROUPS)


def test_no_staff_page_opens_to_customers_or_strangers(portal: dict[str, Client], asker: Asker) -> None:
    del portal["staff"]
    urls = [url for url in every_url() if url.is_for_staff and url.name not in PUBLIC]
    seen = seen_by(portal, asker, urls, elsewhere=("/login/", "/admin/login/", "/home/"))
    assert {str(door): sorted(who) for door, who in seen.items() if who} == {}


def test_every_page_of_the_portal_opens_to_its_people_alone(
    portal: dict[str, Client], asker: Asker, stripe_sandbox: StripeSandbox
) -> None:
    urls = [url for url in every_url() if not url.is_for_staff]
    seen = seen_by(portal, asker, urls, elsewhere=("/login/", "/admin/"))
    assert_as_written(seen, read("portal.txt", PORTAL_GROUPS), "portal.txt", PORTAL, PORTAL_GROUPS)


def changed_tables() -> dict[str, int]:
    """Return how many rows this transaction has touched, by table; what was rolled back since counts, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables")
        return {name: count for name, count in cursor.fetchall() if name not in LOGS}


def test_nothing_that_the_auditor_sends_changes_anything(staff: dict[str, Client], asker: Asker) -> None:
    table = read("staff.txt", STAFF_GROUPS)
    for url in every_url():
        for how in ways(url) if url.is_for_staff else ():
            door = Door(url.label, how)
            if how != "GET" and "auditor" in (expected(table, door) or ()):
                asker.path(url), asker.given(door)
                before = changed_tables()
                asker.opens(staff["auditor"], url, door, elsewhere=())
                assert changed_tables() == before, door


def test_every_action_of_a_list_asks_for_a_right() -> None:
    unasked = [
        f"{model._meta.label}: {name}"
        for model, pages in admin.site._registry.items()
        for function, name, _description in pages._get_base_actions()  # type: ignore[attr-defined]
        if not getattr(function, "allowed_permissions", None)
    ]
    assert unasked == []


@pytest.mark.parametrize(
    ("path", "scope"),
    [("members/151335488", "members"), ("cards/151335488", "cards"), ("gear/0123456789", "gear")],
)
def test_the_interface_opens_to_tokens_of_its_scope_alone(
    silver: Term, vera: User, path: str, scope: str
) -> None:
    now = clock.now()
    for held in ("members", "cards", "gear"):
        _token, text = make_token(
            name=held, scopes=[held], by=vera, expires_at=now + timedelta(days=1), at=now
        )
        answer = Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {text}"})
        assert answer.status_code == (200 if held == scope else 403)
