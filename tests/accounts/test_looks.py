"""Who looks at a case: the log that stays, who is there now, and who may look at all."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from accounts import actions
from accounts.models import Application, Look, Presence, User
from accounts.models.looks import PRESENCE
from tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
QUEUE = "/admin/accounts/application/"
LogIn = Callable[[str], Client]


def address(case: Application, act: str) -> str:
    return f"{QUEUE}{case.pk}/{act}/"


def as_role(role: str) -> Client:
    user = StaffFactory.create(is_superuser=False, name=f"{role} of ours")
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


def test_every_look_at_a_case_and_at_a_document_is_a_row(
    as_vera: Client, vera: User, case: Application
) -> None:
    as_vera.get(address(case, "case"))
    shown = as_vera.get(address(case, "document"))
    document = case.current_document
    looks = [(look.by, look.application, look.document) for look in Look.objects.order_by("pk")]
    assert looks == [(vera, case, None), (vera, case, document)]
    shown.close()


def test_looks_can_be_read_in_the_admin_and_not_changed(as_vera: Client, case: Application) -> None:
    as_vera.get(address(case, "case"))
    for model in ("look", "presence"):
        page = as_vera.get(f"/admin/accounts/{model}/")
        assert case.legal_name in page.content.decode()
        assert as_vera.get(f"/admin/accounts/{model}/add/").status_code == 403


def test_whoever_has_the_case_open_is_named_to_the_others(
    as_vera: Client, viktor: User, case: Application
) -> None:
    actions.touch_presence(case=case, by=viktor, at=timezone.now())
    assert "Looking at it now, too: Viktor Verifier" in as_vera.get(address(case, "case")).content.decode()
    assert "looking now: Vera Verifier, Viktor Verifier" in as_vera.get(QUEUE).content.decode()


def test_who_is_alone_reads_of_nobody(as_vera: Client, case: Application) -> None:
    assert "Looking at it now" not in as_vera.get(address(case, "case")).content.decode()


def test_a_closed_page_is_gone_after_a_minute(case: Application, vera: User, at: datetime) -> None:
    actions.touch_presence(case=case, by=vera, at=at)
    assert Presence.objects.now(at=at + PRESENCE - timedelta(seconds=1)).exists()
    assert not Presence.objects.now(at=at + PRESENCE).exists()
    actions.purge_presences(at=at + PRESENCE)
    assert not Presence.objects.exists()


def test_an_open_page_keeps_one_row_fresh(case: Application, vera: User, at: datetime) -> None:
    for seconds in (0, 20, 40):
        actions.touch_presence(case=case, by=vera, at=at + timedelta(seconds=seconds))
    (presence,) = Presence.objects.all()
    assert presence.seen_at == at + timedelta(seconds=40)


def test_the_refresh_says_that_the_case_has_changed(
    as_vera: Client, viktor: User, case: Application, at: datetime
) -> None:
    seen = case.events.latest("pk").pk
    quiet = as_vera.post(address(case, "present"), {"seen": seen}).content.decode()
    assert quiet.strip() == ""
    actions.claim(case=case, by=viktor, at=at)
    news = as_vera.post(address(case, "present"), {"seen": seen}).content.decode()
    assert "The case has changed. Last step: claimed, by Viktor Verifier" in news
    assert Presence.objects.count() == 1


def test_a_look_that_refreshes_itself_is_no_new_look(as_vera: Client, case: Application) -> None:
    as_vera.post(address(case, "present"), {"seen": 0})
    assert not Look.objects.exists()


READ = ["case", "document"]
DECIDE = ["claim", "release", "approve", "ask", "reject"]


@pytest.mark.parametrize("act", READ)
@pytest.mark.parametrize(
    ("role", "status"),
    [("Verifier", 200), ("Lead", 200), ("Auditor", 200), ("Support agent", 403), ("Finance", 403)],
)
def test_who_may_open_a_case(case: Application, role: str, status: int, act: str) -> None:
    response = as_role(role).get(address(case, act))
    assert response.status_code == status
    response.close()


@pytest.mark.parametrize("act", DECIDE)
@pytest.mark.parametrize(
    ("role", "may"), [("Verifier", True), ("Lead", True), ("Auditor", False), ("Finance", False)]
)
def test_who_may_decide(
    case: Application, viktor: User, at: datetime, role: str, may: bool, act: str
) -> None:
    given = {"seen": case.events.latest("pk").pk, "reason": "unreadable"}
    status = as_role(role).post(address(case, act), given).status_code
    assert (status != 403) is may


@pytest.mark.parametrize(("role", "status"), [("Verifier", 302), ("Auditor", 403), ("Support agent", 403)])
@pytest.mark.parametrize("door", ["claim-chosen", "next"])
def test_who_may_take_cases(case: Application, role: str, status: int, door: str) -> None:
    assert as_role(role).post(f"{QUEUE}{door}/", {"case": case.pk}).status_code == status


def test_an_auditor_sees_no_button(case: Application, vera: User, at: datetime) -> None:
    auditor = as_role("Auditor")
    assert '<button class="staff-button staff-button--main"' not in auditor.get(QUEUE).content.decode()
    actions.claim(case=case, by=vera, at=at)
    page = auditor.get(address(case, "case")).content.decode()
    assert "You may read this case; verifiers decide it." in page
    for door in (*DECIDE, "next"):
        assert f'/{door}/"' not in page


def test_an_auditor_reads_the_log_of_looks(case: Application) -> None:
    auditor = as_role("Auditor")
    auditor.get(address(case, "case"))
    assert auditor.get("/admin/accounts/look/").status_code == 200
    assert as_role("Verifier").get("/admin/accounts/look/").status_code == 403
