"""How verifiers take cases from the queue: many at once, or the next one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.actions.cases import claim
from accounts.models import Application, User
from accounts.queue import in_order
from cps_portal.lib import clock
from cps_portal.lib.errors import StaleDecision


def claim_all(*, cases: Iterable[int], by: User, at: datetime) -> list[Application]:
    """Claim those of the cases that nobody has, and return them; the others stay whose they are."""
    claimed = []
    for case in Application.objects.filter(pk__in=cases).order_by("pk"):
        try:
            claim(case=case, by=by, at=at)
        except StaleDecision:
            continue
        claimed.append(case)
    return claimed


def take_next(*, by: User, done: int | None, at: datetime) -> Application | None:
    """Return the verifier's next case after the one they are done with, or claim the first that nobody has."""
    today = clock.on(at)
    mine = in_order(Application.objects.held_by(by).filter(status=Application.Status.IN_REVIEW), on=today)
    own = list(mine)
    later = _after(own, done)
    if later:
        return later[0]
    return _claim_first(by=by, at=at) or next((case for case in own if case.pk != done), None)


def _after(cases: list[Application], done: int | None) -> list[Application]:
    places = [place for place, case in enumerate(cases) if case.pk == done]
    return cases[places[0] + 1 :] if places else cases


def _claim_first(*, by: User, at: datetime) -> Application | None:
    """Claim the case with the least time left; colleagues who ask at the same moment get the one after it."""
    waiting = in_order(Application.objects.unclaimed(), on=clock.on(at))
    with transaction.atomic():
        for case in waiting.select_for_update(skip_locked=True, of=("self",))[:1]:
            claim(case=case, by=by, at=at)
            return case
    return None
