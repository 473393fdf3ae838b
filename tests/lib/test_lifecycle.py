"""Moves along a table: one guarded update, and whoever comes too late is told."""

from datetime import datetime

import pytest
from django.db.models import Exists, OuterRef, Q

from accounts.models import Application, CaseEvent
from cps_portal.lib.errors import StaleDecision
from cps_portal.lib.lifecycle import Lifecycle, Move
from tests.factories import SubmittedApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db
Status = Application.Status
LIFE = Lifecycle(
    "status",
    {
        "claim": Move(before=[Status.SUBMITTED], after=Status.IN_REVIEW),
        "ask": Move(before=[Status.IN_REVIEW], after=Status.WAITING),
        "stay": Move(before=Status, after=Status.SUBMITTED),
    },
)


def test_a_move_writes_its_changes_to_the_table_and_to_the_row(at: datetime) -> None:
    application, vera = SubmittedApplicationFactory.create(), UserFactory.create()
    LIFE.apply(application, "claim", claimed_by=vera)
    assert (application.status, application.claimed_by) == (Status.IN_REVIEW, vera)
    application.refresh_from_db()
    assert (application.status, application.claimed_by) == (Status.IN_REVIEW, vera)


def test_whoever_read_the_row_too_early_is_told_and_changes_nothing() -> None:
    application, vera, ivo = SubmittedApplicationFactory.create(), *UserFactory.create_batch(2)
    stale = Application.objects.get(pk=application.pk)
    LIFE.apply(application, "claim", claimed_by=vera)
    assert LIFE.allows(stale, "claim")
    with pytest.raises(StaleDecision, match="changed in another window"):
        LIFE.apply(stale, "claim", claimed_by=ivo)
    assert (stale.status, stale.claimed_by_id) == (Status.SUBMITTED, None)
    assert Application.objects.get().claimed_by == vera


def test_a_lifecycle_may_have_a_sentence_of_its_own() -> None:
    life = Lifecycle("status", LIFE.moves, stale="Too late.")
    with pytest.raises(StaleDecision, match=r"Too late\."):
        life.apply(SubmittedApplicationFactory.create(), "ask")


def test_a_move_keeps_what_its_guards_ask_for(at: datetime) -> None:
    application, vera, ivo = SubmittedApplicationFactory.create(), *UserFactory.create_batch(2)
    LIFE.apply(application, "claim", claimed_by=vera)
    event = CaseEvent.objects.create(application=application, act=CaseEvent.Act.CLAIMED, at=at, by=vera)

    def unseen_since(seen: int) -> Q:
        return Q(~Exists(CaseEvent.objects.filter(application=OuterRef("pk"), pk__gt=seen)))

    assert not LIFE.try_apply(application, "ask", Q(claimed_by=ivo))
    assert not LIFE.try_apply(application, "ask", unseen_since(event.pk - 1), Q(claimed_by=vera))
    assert application.status == Status.IN_REVIEW
    assert LIFE.try_apply(application, "ask", unseen_since(event.pk), Q(claimed_by=vera))


def test_a_table_answers_for_queries_and_pages() -> None:
    application = SubmittedApplicationFactory.create()
    assert list(Application.objects.filter(status__in=LIFE.before("claim"))) == [application]
    assert LIFE.allows(application, "claim")
    assert not LIFE.allows(application, "ask")
    assert LIFE.after("ask") == Status.WAITING


def test_a_move_may_lead_to_where_the_row_is_already() -> None:
    assert LIFE.try_apply(SubmittedApplicationFactory.create(), "stay")


def test_a_move_that_stands_in_no_table_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        LIFE.apply(SubmittedApplicationFactory.create(), "burn")
