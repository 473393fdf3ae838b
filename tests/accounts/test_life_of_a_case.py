"""The whole life of a case as one table: what becomes of it in every state when every act is done to it.

A state: the case moves there, and its history grows by a row. “noted”: it stays, and its history grows by a row.
“same”: nothing was to be done. “no”: refused, and nothing has changed. “gone”: deleted.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.actions import Verdict
from accounts.models import Application, JoinRequest, Role, SecretLink, User
from accounts.uploads import accept
from cps_portal.lib.errors import DomainError
from tests.accounts import papers
from tests.accounts.conftest import add_document
from tests.factories import RoleFactory, SubmittedApplicationFactory

pytestmark = pytest.mark.django_db

LIFE = """
act                              draft      submitted  in_review  waiting    approved  rejected  joining
the applicant changes an answer  same       no         no         no         no        no        no
the applicant uploads a document same       no         no         no         no        no        no
the applicant declares the right same       no         no         no         no        no        no
the applicant sends it           submitted  same       same       same       same      same      same
the applicant answers            no         no         no         in_review  no        no        no
answering by an expired link     no         no         no         no         no        no        no
fourteen days pass               gone       same       same       same       same      same      same
three working days of silence    same       same       same       noted      same      same      same
two working days of silence      same       same       same       same       same      same      same
the promised day passes          same       noted      noted      same       same      same      same
the promised day comes           same       same       same       same       same      same      same
vera claims                      no         in_review  no         no         no        no        no
viktor claims                    no         in_review  no         no         no        no        no
viktor claims what he ticked     same       in_review  same       same       same      same      same
viktor takes the next case       same       in_review  same       same       same      same      same
vera, who has it, releases       no         no         submitted  no         no        no        no
viktor releases veras case       no         no         submitted  no         no        no        no
vera, who has it, asks           no         no         waiting    no         no        no        no
vera, who has it, approves       no         no         approved   no         no        no        no
vera, who has it, rejects        no         no         rejected   no         no        no        no
vera, who has it, asks an owner  no         no         joining    no         no        no        no
viktor asks an owner             no         no         no         no         no        no        no
an owner lets the applicant in   no         no         no         no         no        no        noted
an owner keeps the applicant out no         no         no         no         no        no        noted
viktor, who has it not, asks     no         no         no         no         no        no        no
viktor, who has it not, approves no         no         no         no         no        no        no
viktor, who has it not, rejects  no         no         no         no         no        no        no
vera asks from an older page     no         no         no         no         no        no        no
vera approves from an older page no         no         no         no         no        no        no
vera rejects from an older page  no         no         no         no         no        no        no
"""
COLUMN = LIFE.strip().splitlines()[0].index("draft")
STATES = LIFE.strip().splitlines()[0][COLUMN:].split()
TABLE = {line[:COLUMN].strip(): line[COLUMN:].split() for line in LIFE.strip().splitlines()[1:]}
STEPS = [
    pytest.param(act, state, outcome, id=f"{act}, {state}")
    for act, outcomes in TABLE.items()
    for state, outcome in zip(STATES, outcomes, strict=True)
]

MONDAY = datetime(2026, 9, 14, 10, tzinfo=UTC)
UNREADABLE = Verdict("unreadable", "Please scan it again.", "A photo of a screen.")


class Cast:
    """A case in one of its states, Vera who has it wherever somebody does, and Viktor, her colleague."""

    def __init__(self, state: str, vera: User, viktor: User) -> None:
        self.vera, self.viktor = vera, viktor
        self.case = SubmittedApplicationFactory.create(
            status="draft", submitted_at=None, promised_on=None, email="janis@foto.example", created_at=MONDAY
        )
        add_document(self.case, MONDAY)
        self.owner = RoleFactory.create()
        self.link = actions.issue_link(to=self.case, at=timezone.now())
        for act in self.way_to(state):
            act()
            self.case.refresh_from_db()

    def way_to(self, state: str) -> list[Callable[[], Any]]:
        ways: dict[str, list[Callable[[], Any]]] = {
            "draft": [],
            "submitted": [self.sends],
            "in_review": [self.sends, self.claims],
            "waiting": [self.sends, self.claims, self.asks],
            "approved": [self.sends, self.claims, self.approves],
            "rejected": [self.sends, self.claims, self.rejects],
            "joining": [self.sends, self.claims, self.turns],
        }
        return ways[state]

    @property
    def newest(self) -> int:
        return self.case.events.order_by("-pk").values_list("pk", flat=True).first() or 0

    def sends(self) -> None:
        actions.submit(application=self.case, at=MONDAY)

    def claims(self, by: User | None = None) -> None:
        actions.claim(case=self.case, by=by or self.vera, at=MONDAY)

    def releases(self, by: User) -> None:
        actions.release(case=self.case, by=by, at=MONDAY)

    def asks(self, by: User | None = None, seen: int | None = None) -> None:
        details: dict[str, Any] = {"by": by or self.vera, "seen": self.newest if seen is None else seen}
        actions.ask_for_better(case=self.case, verdict=UNREADABLE, at=MONDAY, **details)

    def approves(self, by: User | None = None, seen: int | None = None) -> None:
        details: dict[str, Any] = {"by": by or self.vera, "seen": self.newest if seen is None else seen}
        actions.approve(case=self.case, at=MONDAY, **details)

    def rejects(self, by: User | None = None, seen: int | None = None) -> None:
        details: dict[str, Any] = {"by": by or self.vera, "seen": self.newest if seen is None else seen}
        actions.reject(case=self.case, verdict=UNREADABLE, at=MONDAY, **details)

    def turns(self, by: User | None = None) -> None:
        details: dict[str, Any] = {"by": by or self.vera, "seen": self.newest, "company": self.owner.company}
        actions.convert_to_join_request(case=self.case, at=MONDAY, **details)

    def decides(self, verb: Callable[..., Any], **details: Any) -> None:
        """The owner decides, where somebody has asked them."""
        asked = JoinRequest.objects.filter(application=self.case).first()
        if asked is None:
            raise DomainError("Nobody has asked.")
        verb(join_request=asked, by=self.owner.user, at=MONDAY, **details)

    def attaches(self) -> None:
        actions.attach(application=self.case, upload=accept(papers.file()), kind="vat_certificate", at=MONDAY)

    def answers(self) -> None:
        actions.answer(application=self.case, upload=accept(papers.file()), kind="vat_certificate", at=MONDAY)

    def answers_by_an_expired_link(self) -> None:
        hour_ago = timezone.now() - timedelta(hours=1)
        SecretLink.objects.filter(application=self.case).update(expires_at=hour_ago)
        given = {"kind": "vat_certificate", "file": papers.file()}
        if Client().post(f"/application/{self.link}/answer/", given).status_code == 404:
            raise DomainError("This link has expired.")

    def deeds(self) -> dict[str, Callable[[], Any]]:
        case, older, never = self.case, self.newest - 1, {"contact_name": "Jānis Bērziņš"}
        return {
            "the applicant changes an answer": lambda: actions.save_draft(
                key=case.key, answers=never, at=MONDAY
            ),
            "the applicant uploads a document": self.attaches,
            "the applicant declares the right": lambda: actions.declare_authorised(
                application=case, kind="vat_certificate", at=MONDAY
            ),
            "the applicant sends it": self.sends,
            "the applicant answers": self.answers,
            "answering by an expired link": self.answers_by_an_expired_link,
            "fourteen days pass": lambda: actions.purge_drafts(at=MONDAY + timedelta(days=14, hours=1)),
            "three working days of silence": lambda: actions.remind_silent(at=MONDAY + timedelta(days=3)),
            "two working days of silence": lambda: actions.remind_silent(at=MONDAY + timedelta(days=2)),
            "the promised day passes": lambda: actions.escalate_broken(at=MONDAY + timedelta(days=3)),
            "the promised day comes": lambda: actions.escalate_broken(at=MONDAY + timedelta(days=2)),
            "vera claims": self.claims,
            "viktor claims": lambda: self.claims(self.viktor),
            "viktor claims what he ticked": lambda: actions.claim_all(
                cases=[case.pk], by=self.viktor, at=MONDAY
            ),
            "viktor takes the next case": lambda: actions.take_next(by=self.viktor, done=None, at=MONDAY),
            "vera, who has it, releases": lambda: self.releases(self.vera),
            "viktor releases veras case": lambda: self.releases(self.viktor),
            "vera, who has it, asks": self.asks,
            "vera, who has it, approves": self.approves,
            "vera, who has it, rejects": self.rejects,
            "vera, who has it, asks an owner": self.turns,
            "viktor asks an owner": lambda: self.turns(self.viktor),
            "an owner lets the applicant in": lambda: self.decides(
                actions.accept_join_request, kind=Role.Kind.COLLEAGUE
            ),
            "an owner keeps the applicant out": lambda: self.decides(actions.decline_join_request),
            "viktor, who has it not, asks": lambda: self.asks(self.viktor),
            "viktor, who has it not, approves": lambda: self.approves(self.viktor),
            "viktor, who has it not, rejects": lambda: self.rejects(self.viktor),
            "vera asks from an older page": lambda: self.asks(seen=older),
            "vera approves from an older page": lambda: self.approves(seen=older),
            "vera rejects from an older page": lambda: self.rejects(seen=older),
        }


def facts(case: Application) -> tuple[Any, ...]:
    """Everything that an act which is refused must leave alone."""
    found = Application.objects.filter(pk=case.pk).values_list()
    return list(found), list(case.events.values_list()), list(case.documents.values_list())


@pytest.fixture
def vera(db: None) -> User:
    """The verifier who leads; nobody here logs in, so nobody needs a password, which takes its time to be hashed."""
    lead = User.objects.create(email="vera@canon.example", name="Vera Verifier", is_staff=True)
    lead.groups.add(Group.objects.get(name="Lead"))
    return lead


@pytest.fixture
def viktor(db: None) -> User:
    return User.objects.create(email="viktor@canon.example", name="Viktor Verifier", is_staff=True)


@pytest.mark.parametrize(("act", "state", "outcome"), STEPS)
def test_every_act_in_every_state(act: str, state: str, outcome: str, vera: User, viktor: User) -> None:
    cast = Cast(state, vera, viktor)
    deed, before, steps = cast.deeds()[act], facts(cast.case), cast.case.events.count()
    if outcome == "no":
        with pytest.raises(DomainError):
            deed()
        assert facts(cast.case) == before
        return
    deed()
    now = Application.objects.filter(pk=cast.case.pk).values_list("status", flat=True).first()
    grown = cast.case.events.count() - steps
    expected = {"gone": (None, -steps), "same": (state, 0), "noted": (state, 1)}.get(outcome, (outcome, 1))
    assert (now, grown) == expected


def test_the_table_knows_every_state_and_every_deed(vera: User, viktor: User) -> None:
    assert set(Application.Status) == set(STATES)
    assert set(TABLE) == set(Cast("submitted", vera, viktor).deeds())
