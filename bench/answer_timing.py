"""Does the time that a door takes tell whether it knows an address? The doors are asked, and nothing stays."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Application, Company, Role, User

KINDS = ("unknown", "known", "applicant", "staff", "deactivated")
TOLERANCE = 0.15


@dataclass(frozen=True)
class Door:
    """A form that takes an address: where it is, and what else is typed."""

    name: str
    address: Callable[[str], str]
    typed: Callable[[str], dict[str, str]]


@dataclass(frozen=True)
class Series:
    """The medians of one door in milliseconds, by kind of address."""

    door: str
    medians: dict[str, float]

    @property
    def spread(self) -> float:
        """How much longer the slowest kind takes than the quickest."""
        return max(self.medians.values()) / min(self.medians.values()) - 1

    @property
    def tells_nothing(self) -> bool:
        return self.spread <= TOLERANCE


def _contact(email: str) -> dict[str, str]:
    return {
        "contact_name": "Timing",
        "email": email,
        "phone": "+371 20000000",
        "language": settings.LANGUAGE_CODE,
    }


DOORS = (
    Door("log-in", lambda key: reverse("account_login"), lambda e: {"login": e, "password": "not the one"}),
    Door("reset", lambda key: reverse("account_reset_password"), lambda e: {"email": e}),
    Door("status link", lambda key: reverse("accounts:status_again"), lambda e: {"email": e}),
    Door("registration", lambda key: reverse("accounts:register_step", args=[key, "contact"]), _contact),
    Door("invitation", lambda key: reverse("accounts:invite"), lambda e: {"email": e, "kind": "colleague"}),
)


def measure_neutral_answers(*, doors: Sequence[str], tries: int, at: datetime) -> list[Series]:
    """Ask each of these doors in turn for addresses of every kind, one try each, and undo all of it."""
    with transaction.atomic():
        addresses = _people(tries, at)
        visitor, owner = _visitors(at)
        series = [
            _measure(door, addresses, owner if door.name == "invitation" else visitor)
            for door in DOORS
            if door.name in doors
        ]
        transaction.set_rollback(True)
    return series


def _measure(door: Door, addresses: dict[str, list[str]], client: Client) -> Series:
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for turn, kind, email in _in_turn(addresses):
        key = f"00000000-0000-4000-8000-{turn:012d}"
        # Each try comes from a network address of its own, so that no limit is reached.
        origin = f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}"
        began = time.perf_counter()
        answer = client.post(door.address(key), door.typed(email), REMOTE_ADDR=origin)
        if answer.status_code not in (200, 302):
            raise RuntimeError(f"{door.name} answered {answer.status_code} to an address that is {kind}.")
        taken[kind].append(time.perf_counter() - began)
    return Series(door.name, {kind: statistics.median(times) * 1000 for kind, times in taken.items()})


def _in_turn(addresses: dict[str, list[str]]) -> Iterator[tuple[int, str, str]]:
    """Interleave the kinds, each round beginning with another one, so that a slow minute is slow for all."""
    turn = 0
    for number in range(len(addresses[KINDS[0]])):
        start = number % len(KINDS)
        for kind in (*KINDS[start:], *KINDS[:start]):
            yield turn, kind, addresses[kind][number]
            turn += 1


def _people(tries: int, at: datetime) -> dict[str, list[str]]:
    """Make a person for each try of each kind: a limit per address is then never reached."""
    addresses = {kind: [f"{kind}{number}@timing.invalid" for number in range(tries)] for kind in KINDS}
    password = make_password("a password that nobody types")
    for kind in ("known", "staff", "deactivated"):
        people = User.objects.bulk_create(
            User(
                email=email,
                password=password,
                is_staff=kind == "staff",
                is_active=kind != "deactivated",
            )
            for email in addresses[kind]
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people
        )
    Application.objects.bulk_create(
        Application(
            email=email,
            contact_name="Timing",
            phone="+371 20000000",
            language=settings.LANGUAGE_CODE,
            status=Application.Status.SUBMITTED,
            created_at=at,
            submitted_at=at,
            promised_on=at.date(),
        )
        for email in addresses["applicant"]
    )
    return addresses


def _visitors(at: datetime) -> tuple[Client, Client]:
    visitor, owner = (Client(HTTP_HOST=settings.ALLOWED_HOSTS[0]) for _ in range(2))
    visitor.defaults["wsgi.url_scheme"] = owner.defaults["wsgi.url_scheme"] = "https"
    company = Company.objects.create(legal_name="Timing", language=settings.LANGUAGE_CODE, created_at=at)
    user = User.objects.create_user("owner@timing.invalid")
    Role.objects.create(user=user, company=company, kind=Role.Kind.OWNER, since_at=at)
    owner.force_login(user)
    return visitor, owner
