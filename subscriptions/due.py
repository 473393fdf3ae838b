"""What memberships need by a day: questions whose answers are rows, so that nothing is lost while no worker runs."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from cps_portal.lib import clock
from subscriptions.models import Fall, Invitation, LevelPermit, Notice, Subscription, Term
from subscriptions.renewal import reminder_steps

Mode = Subscription.Renewal


def due_renewals(*, on: date) -> QuerySet[Term]:
    """The running terms whose successor is to be ordered by itself by now."""
    return (
        Term.objects.running(on=on)
        .without_successor()
        .filter(
            subscription__renewal=Mode.AUTOMATIC,
            ends_on__lte=on + timedelta(days=settings.AUTOMATIC_RENEWAL_DAYS),
        )
    )


def due_reminders(*, on: date) -> Iterator[tuple[int, QuerySet[Term]]]:
    """The running terms by the reminder that is due: the last one whose day has come, and none that was sent.

    After an outage over two of these days only the later reminder goes out: it says all that the earlier one did.
    """
    for step, following in pairwise([*settings.RENEWAL_REMINDER_DAYS, 0]):
        sent = Notice.objects.filter(kind=Notice.Kind.RENEWAL_REMINDER, term=OuterRef("pk"), step=step)
        terms = (
            Term.objects.running(on=on)
            .without_successor()
            .filter(
                ends_on__lte=on + timedelta(days=step),
                ends_on__gt=on + timedelta(days=following),
                subscription__renewal__in=[mode for mode in Mode if step in reminder_steps(mode)],
            )
        )
        yield step, terms.filter(~Exists(sent))


def due_invitation_reminders(*, on: date) -> QuerySet[Invitation]:
    """The invitations that nobody has answered for so long that they are repeated, once."""
    sent = Notice.objects.filter(kind=Notice.Kind.INVITATION_REMINDER, invitation=OuterRef("pk"))
    # Counted in calendar days: summer time must not make it a day later.
    last = clock.begins(on - timedelta(days=settings.INVITATION_REMINDER_DAYS - 1))
    return Invitation.objects.open().filter(~Exists(sent), sent_at__lt=last)


def fallen(*, on: date) -> QuerySet[Term]:
    """The running terms whose level the points no longer reach, without a fall that was noted."""
    noted = Fall.objects.standing().filter(term=OuterRef("pk"))
    terms: QuerySet[Term] = _weighed(on).filter(
        ~Exists(noted), points__lt=F("level__minimum"), permitted=False
    )
    return terms


def recovered(*, on: date) -> QuerySet[Fall]:
    """The falls of running terms whose level the points, or staff, allow again."""
    able = _weighed(on).filter(Q(points__gte=F("level__minimum")) | Q(permitted=True))
    return Fall.objects.standing().filter(term__in=able.values("pk"))


def _weighed(on: date) -> Any:
    """The running terms with the company's points, and whether staff allow the level whatever these say."""
    permits = LevelPermit.objects.in_force(on=on).filter(
        company=OuterRef("subscription__company"), level=OuterRef("level")
    )
    points = Coalesce(F("subscription__company__balance__points"), 0, output_field=IntegerField())
    return Term.objects.running(on=on).annotate(points=points, permitted=Exists(permits))
