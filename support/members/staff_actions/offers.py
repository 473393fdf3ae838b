"""Which acts somebody is offered: those that their rights and the state of things allow."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.models import Company, User
from support.members.staff_actions.staff_action import Act, Case
from support.members.staff_actions.table import ACTS

Place = tuple[str, str]


@dataclass(frozen=True)
class Offer:
    """An act, and the page on which it is done."""

    act: Act
    href: str


def about_the_company(company: Company, *, reader: User, at: datetime) -> list[Offer]:
    case = Case(company, None, reader, at)
    return [
        Offer(act, reverse("members:act", args=[company.pk, act.slug]))
        for act in ACTS.values()
        if act.things is None and reader.has_perm(act.right) and act.is_possible(case)
    ]


def put_into(places: Iterable[Any], *, company: Company, reader: User) -> None:
    """Give everything that stands on a page, by its place, what can be done about it."""
    things = list(places)
    offers = about_things(company, reader=reader, places=[thing.place for thing in things])
    for thing in things:
        thing.acts.extend(offers[thing.place])


def about_things(company: Company, *, reader: User, places: Iterable[Place]) -> dict[Place, list[Offer]]:
    """Return what can be done about things, each named by its source in the timeline and its key; one query an act."""
    keys: dict[str, set[str]] = defaultdict(set)
    for source, key in places:
        keys[source].add(key)
    offers: dict[Place, list[Offer]] = defaultdict(list)
    for act in ACTS.values():
        if act.things is None or not keys[act.source] or not reader.has_perm(act.right):
            continue
        still = act.still(act.things(company)).filter(pk__in=keys[act.source])
        for key in still.values_list("pk", flat=True):
            href = reverse("members:act", args=[company.pk, act.slug, key])
            offers[act.source, str(key)].append(Offer(act, href))
    return offers
