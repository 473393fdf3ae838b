"""pretix for `bench.server`: its own application, and a member of an organizer's team who is logged in.

Runs in the virtual environment of pretix. The customers are those of the file that BENCH_CUSTOMERS names: lines of
identifier, name and e-mail.
"""

import csv
import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import Customer, Membership, MembershipType, Organizer, Team, User
from pretix.wsgi import application

from bench.server import Site

SLUG = "cps"
BLOCK = 2_000


def ready() -> Site:
    """Return the application and the cookie of somebody with all rights in the organizer; fill it at the first time."""
    if not connection.introspection.table_names():
        _make_tables()
    with scopes_disabled():
        agent = User.objects.filter(email="agent@bench.example").first() or _filled()
    client = Client()
    client.force_login(agent)
    name = settings.SESSION_COOKIE_NAME
    session = client.cookies[name].value
    return application, f"{name}={session}; __Host-{name}={session}"


def _make_tables() -> None:
    """Make the tables from the models: seven hundred migrations lead to the same in minutes."""
    with override_settings(MIGRATION_MODULES=dict.fromkeys(apps.app_configs)):
        call_command("migrate", run_syncdb=True, verbosity=0)


def _filled() -> User:
    organizer = Organizer.objects.create(name="CPS", slug=SLUG)
    organizer.settings.customer_accounts = True
    kind = MembershipType.objects.create(organizer=organizer, name="Silver")
    with open(os.environ["BENCH_CUSTOMERS"], newline="") as file:
        lines = csv.reader(file)
        while block := list(islice(lines, BLOCK)):
            customers = Customer.objects.bulk_create(_customers(organizer, block))
            Membership.objects.bulk_create(_memberships(kind, customers[::2]))
    # Last of all: it says that the rest is there.
    agent = User.objects.create_user("agent@bench.example", "not a secret")
    rights = {"all_events": True, "all_event_permissions": True, "all_organizer_permissions": True}
    Team.objects.create(organizer=organizer, name="Support", **rights).members.add(agent)
    return agent


def _customers(organizer: Organizer, lines: list[list[str]]) -> Iterator[Customer]:
    for identifier, name, email in lines:
        yield Customer(
            organizer=organizer,
            identifier=identifier,
            email=email,
            name_cached=name,
            name_parts={"_scheme": "full", "full_name": name},
            password="!",
        )


def _memberships(kind: MembershipType, customers: list[Customer]) -> Iterator[Membership]:
    begun, over = now() - timedelta(days=30), now() + timedelta(days=335)
    for customer in customers:
        yield Membership(customer=customer, membership_type=kind, date_start=begun, date_end=over)
