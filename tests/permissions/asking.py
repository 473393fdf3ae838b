"""Knocks at a door as somebody, and tells whether it opened."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from post_office.models import Email

from accounts.models import ColleagueInvitation, Company, DataRequest, Document, Handover, JoinRequest, Role
from billing.models import CopyAddress, CreditNote, Invoice, Match
from products.models import GearFile, Proof, Registration, Transfer
from subscriptions.models import Acceptance
from support.helpdesk.models import Ticket, TicketEvent, TicketFile
from support.members.staff_actions import ACTS
from tests.permissions.table import Door
from tests.permissions.urls import Url
from tests.permissions.world import World

REFUSED = (401, 403, 404, 410)
MODELS: dict[str, type[Model]] = {
    f"admin:{model._meta.app_label}_{model._meta.model_name}_": model for model in admin.site._registry
}
# Django's own pages of a model: a list and its history are read, a form that is opened may be sent.
WAYS = {
    "changelist": ("GET",),
    "history": ("GET",),
    "add": ("POST",),
    "delete": ("POST",),
    "change": ("GET", "POST"),
}


class Asker:
    """Finds the address of a door and asks it, undoing whatever that did."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.crashed: list[str] = []

    def opens(self, client: Client, url: Url, door: Door, *, elsewhere: tuple[str, ...]) -> bool | None:
        """Say whether somebody gets in; nothing where the door cannot be asked in this way at all."""
        path, given = self.path(url), self.given(door)
        client.raise_request_exception = False
        with _undone(client):
            answer = client.get(path, given) if door.how == "GET" else client.post(path, given)
        if answer.streaming:
            answer.getvalue()  # a file is closed once it has been read
        if answer.status_code == 405:
            return None
        if answer.status_code >= 500:
            self.crashed.append(f"{door}: {getattr(answer, 'exc_info', None)}")
        if answer.status_code in REFUSED or answer.headers.get("Location", "").startswith(elsewhere):
            return False
        # Who may do none of a list's actions is shown the list again, or told that none was chosen.
        is_done = answer.status_code == 302 and not _is_said(answer, "No action selected")
        return is_done or "=" not in door.how

    def path(self, url: Url) -> str:
        known = dict(url.chosen)
        kwargs = {name: known.get(name) or self.argument(url, name) for name in url.arguments}
        return reverse(url.name, kwargs=kwargs)

    def argument(self, url: Url, name: str) -> Any:
        model = model_of(url.name) or PORTAL.get(url.name)
        if name in ("pk", "object_id") and model is not None:
            return self.world.one(model).pk
        return ARGUMENTS[name](self.world, url)

    def given(self, door: Door) -> dict[str, Any]:
        if door.name in NEEDED:
            return NEEDED[door.name](self.world)
        model = model_of(door.name)
        if model is None or "=" not in door.how:
            return {}
        action = door.how.removeprefix("action=")
        return {"action": action, "_selected_action": self.world.one(model).pk, "index": 0}


def _there_is(model: type[Model]) -> Callable[[World], dict[str, Any]]:
    def given(world: World) -> dict[str, Any]:
        world.one(model)
        return {}

    return given


# What must be sent along, or be there, for a door to answer at all.
NEEDED: dict[str, Callable[[World], dict[str, Any]]] = {
    "accounts:accept_offer": _there_is(Handover),
    "accounts:end_offer": _there_is(Handover),
    "admin:accounts_application_approve": lambda world: {"seen": 0},
    "admin:accounts_application_document": _there_is(Document),
    "admin:accounts_application_turn": lambda world: {"seen": 0, "company": world.one(Company).pk},
    "admin:autocomplete": lambda world: {
        "app_label": "products",
        "model_name": "alias",
        "field_name": "product",
    },
    "admin:billing_bankentry_undo": lambda world: {"match": world.one(Match).pk},
    "helpdesk:ticket": _there_is(TicketEvent),
    "subscriptions:upgrade": lambda world: {"level": "gold"},
}
# Whose key stands in an address of the portal.
PORTAL: dict[str, type[Model]] = {
    **dict.fromkeys(["accounts:invite_again", "accounts:withdraw_invitation"], ColleagueInvitation),
    **dict.fromkeys(["accounts:let_in", "accounts:keep_out"], JoinRequest),
    **dict.fromkeys(["accounts:colleague", "accounts:remove", "accounts:offer"], Role),
    "accounts:copy": DataRequest,
    **dict.fromkeys(["products:file", "products:confirm_file", "products:failed_rows"], GearFile),
    **dict.fromkeys([f"products:{verb}" for verb in ("claim", "release", "contest", "withdraw")], Transfer),
    "products:paper": Proof,
    **dict.fromkeys(
        [f"products:{page}" for page in ("detail", "correct", "ask_for", "add_proof", "end")], Registration
    ),
    "subscriptions:accepted_terms": Acceptance,
    **dict.fromkeys(["helpdesk:ticket", "helpdesk:close_ticket"], Ticket),
    "helpdesk:ticket_file": TicketFile,
    "billing:remove_copy_address": CopyAddress,
    **dict.fromkeys(["mfa_remove_webauthn", "mfa_edit_webauthn"], Authenticator),
}


def _number(world: World, url: Url) -> str:
    return str(world.one(CreditNote if "credit" in url.name else Invoice).number)


def _thing(world: World, url: Url) -> int:
    """Return the key of something that the act can be about."""
    things = ACTS[dict(url.chosen)["slug"]].things
    assert things is not None
    rows = things(world.one(Company))
    world.one(rows.model)
    first = rows.first()
    return first.pk if first else 0


# What else stands in addresses; a link that nobody was sent opens nothing.
ARGUMENTS: dict[str, Callable[[World, Url], Any]] = {
    "pk": lambda world, url: world.one(Company).pk,
    "object_id": lambda world, url: world.one(Company).pk,
    "number": _number,
    "thing": _thing,
    "file": lambda world, url: world.one(TicketFile).pk,
    "mail": lambda world, url: world.one(Email).pk,
    "name": lambda world, url: "report",
    "step": lambda world, url: "company",
    "app_label": lambda world, url: "billing",
    "content_type_id": lambda world, url: ContentType.objects.get_for_model(Company).pk,
    "token": lambda world, url: "nobody-was-sent-this-link",
    "key": lambda world, url: uuid.UUID(int=7) if "register" in url.name else "nobody-was-sent-this-link",
    "uidb36": lambda world, url: "7",
    "serial": lambda world, url: "0123456789",
}


def model_of(name: str) -> type[Model] | None:
    """Return the model whose pages in the admin bear this name."""
    found = [prefix for prefix in MODELS if name.startswith(prefix)]
    return MODELS[max(found, key=len)] if found else None


def ways(url: Url) -> Sequence[str]:
    """Return the ways in which an address can be asked, and the actions that a list offers."""
    page = url.name.rsplit("_", 1)[-1]
    model = model_of(url.name)
    if model is None or page not in WAYS:
        return "GET", "POST"
    offered = admin.site._registry[model].actions or () if page == "changelist" else ()
    return [*WAYS[page], *(f"action={one if isinstance(one, str) else one.__name__}" for one in offered)]


@contextmanager
def _undone(client: Client) -> Iterator[None]:
    """Take back what was done, a log-out too."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)


def _is_said(answer: Any, words: str) -> bool:
    said = answer.wsgi_request._messages._queued_messages
    return any(words in str(message) for message in said)
