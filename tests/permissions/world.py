"""One object of every kind that a page can be asked for, all of them Anna's company's where they belong to one."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Model
from django.utils import timezone
from factory.django import DjangoModelFactory
from post_office.models import STATUS

from accounts.models import Application, Company, CompanyChange, Role, User
from billing.models import Invoice
from cps_portal.lib import clock
from products.models import LegacyProduct
from support.helpdesk.models import TicketEvent
from support.interface.models import ApiToken
from tests import factories
from tests.factories import StaffFactory, SubmittedApplicationFactory

PDF = b"%PDF-1.7"


def _factories() -> dict[type[Model], type[DjangoModelFactory[Any]]]:
    """Return the project's own factories, the plainest for each model: it is written first."""
    found: dict[type[Model], type[DjangoModelFactory[Any]]] = {}
    for one in vars(factories).values():
        if isinstance(one, type) and issubclass(one, DjangoModelFactory) and one._meta.model:
            found.setdefault(one._meta.model, one)
    # A draft is nobody's case yet.
    return found | {Application: SubmittedApplicationFactory}


class World:
    """Makes each kind of thing once, when it is first asked for."""

    def __init__(self, company: Company, owner: User) -> None:
        self.known: dict[type[Model], Model] = {Company: company, User: owner}
        self.factories = _factories()

    def one(self, model: type[Model]) -> Any:
        if model not in self.known:
            self.known[model] = self._existing(model) or self._made(model)
        return self.known[model]

    def _existing(self, model: type[Model]) -> Model | None:
        return model._default_manager.order_by("pk").first()

    def _made(self, model: type[Model]) -> Model:
        needs = NEEDS[model._meta.label](self) if model._meta.label in NEEDS else {}
        if model in self.factories:
            if any(field.name == "company" for field in model._meta.concrete_fields):
                needs.setdefault("company", self.known[Company])
            made: Model = self.factories[model].create(**needs)
            return made
        for field in model._meta.concrete_fields:
            if field.name not in needs and _is_required(field):
                needs[field.name] = self._value(field)
        return model._default_manager.create(**needs)

    def _value(self, field: "models.Field[Any, Any]") -> Any:
        if isinstance(field, models.ForeignKey):
            return self.one(field.related_model)
        if field.choices:
            return next(iter(field.flatchoices))[0]
        return next(make(field) for kind, make in VALUES.items() if isinstance(field, kind))


def _is_required(field: "models.Field[Any, Any]") -> bool:
    return not (field.null or field.has_default() or isinstance(field, models.AutoField))


VALUES: dict[type["models.Field[Any, Any]"], Callable[[Any], Any]] = {
    models.FileField: lambda field: ContentFile(PDF, name="paper.pdf"),
    models.EmailField: lambda field: "somebody@studio.example",
    models.URLField: lambda field: "https://system.example/",
    models.UUIDField: lambda field: uuid.uuid4(),
    models.CharField: lambda field: "" if field.blank else "x",
    models.TextField: lambda field: "" if field.blank else "x",
    models.DateTimeField: lambda field: timezone.now(),
    models.DateField: lambda field: date(2026, 1, 1),
    models.BooleanField: lambda field: False,
    models.IntegerField: lambda field: 1,
    models.DecimalField: lambda field: 1,
    models.GenericIPAddressField: lambda field: "127.0.0.1",
    models.Field: lambda field: {},
}


def _paper(file: str, digest: str) -> dict[str, Any]:
    return {file: ContentFile(PDF, name="paper.pdf"), digest: sha256(PDF).hexdigest()}


# What an object needs beside a value of the right type in each field, because the database says so.
NEEDS: dict[str, Callable[[World], dict[str, Any]]] = {
    "accounts.ColleagueInvitation": lambda world: {"kind": "colleague"},
    "accounts.DataRequest": lambda world: {
        "file": ContentFile(b"PK", name="copy.zip"),
        "expires_at": clock.now() + timedelta(days=1),
    },
    "accounts.Handover": lambda world: {"to": world.one(Role).user},
    "billing.Attempt": lambda world: {"ask_at": timezone.now()},
    "billing.Collection": lambda world: {"next_at": timezone.now()},
    "billing.CreditNote": lambda world: {
        "currency": "EUR",
        "gross_cents": 2,
        "parties": world.one(Invoice).parties,
        **_paper("pdf", "pdf_sha256"),
    },
    "accounts.CompanyChange": lambda world: {
        name: dict.fromkeys(CompanyChange.FIELDS, "") for name in ("before", "after")
    },
    "billing.Invoice": lambda world: _paper("pdf", "pdf_sha256"),
    "billing.Extension": lambda world: {"before_on": date(2025, 12, 31)},
    "post_office.Email": lambda world: {
        "from_email": "no@cps.example",
        "to": ["anna@studio.example"],
        "status": STATUS.sent,
    },
    "products.LegacyChange": lambda world: {"product": world.one(LegacyProduct)},
    "interface.ApiToken": lambda world: {"scopes": ["members"]},
    "audit.AuditEntry": lambda world: {"status": 200},
    "lookup.LookUp": lambda world: {"system": str(world.one(ApiToken))},
    "helpdesk.Ticket": lambda world: {"waiting_since": timezone.now(), "by": world.one(User)},
    "helpdesk.TicketFile": lambda world: {"event": world.one(TicketEvent)},
    "audit.Viewing": lambda world: {"by": StaffFactory.create()},
}
