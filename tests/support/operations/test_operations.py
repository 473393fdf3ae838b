"""Operators see whether the portal is well: probes, figures, and jobs that stay away."""

import json
import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from celery import shared_task
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from post_office.models import Email
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.tasks import purge_drafts
from cps_portal.celery import app
from cps_portal.lib import clock, logs, mail
from support.operations import actions, health
from support.operations.models import JobRun
from tests.factories import SubmittedApplicationFactory, TermFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_ran() -> None:
    """Every periodic job has just run."""
    for entry in app.conf.beat_schedule.values():
        actions.remember_run(job=entry["task"], began_at=clock.now(), at=clock.now())


def asked(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get(reverse("operations:ready"))
    return answer.status_code, answer.json()["checks"]


def test_a_portal_that_is_well_is_ready(client: Client, all_ran: None) -> None:
    answer = client.get(reverse("operations:ready"))
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ready",
        "checks": dict.fromkeys(["database", "storage", "broker", "worker", "mail", "jobs"], "well"),
    }


def test_a_worker_that_is_silent_is_named_and_the_pages_go_on(client: Client) -> None:
    status, checks = asked(client)
    assert (status, checks["worker"]) == (200, "failing")


def test_files_that_cannot_be_kept_take_the_process_out_of_service(
    client: Client, all_ran: None, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "files").write_text("a file where a folder should be")
    status, checks = asked(client)
    assert (status, checks["storage"]) == (503, "failing")


def test_a_broker_that_is_away_is_named(
    client: Client, all_ran: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CELERY_BROKER_WRITE_URL", "redis://127.0.0.1:1/0")
    status, checks = asked(client)
    assert (status, checks["broker"]) == (200, "failing")


def test_mail_that_waits_too_long_is_named(client: Client, all_ran: None) -> None:
    letter = mail.write(EmailMultiAlternatives("Hello", "Hello", "no@cps.example", ["anna@studio.example"]))
    assert asked(client)[1]["mail"] == "well"
    Email.objects.filter(pk=letter.pk).update(created=clock.now() - timedelta(hours=1))
    assert asked(client)[1]["mail"] == "failing"


def test_a_task_leaves_behind_when_it_ran() -> None:
    purge_drafts()
    run = JobRun.objects.get()
    assert (run.job, run.problem, run.failed_at) == ("accounts.tasks.purge_drafts", "", None)
    assert run.ran_at


def test_a_task_that_crashes_leaves_behind_why() -> None:
    @shared_task(name="tests.crash")
    def crash() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()
    assert JobRun.objects.get().problem == "ZeroDivisionError"


def test_a_job_that_stays_away_raises_one_alarm_and_is_queued_again(
    all_ran: None, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    JobRun.objects.filter(job="points.tasks.compare_balances").update(ran_at=clock.now() - timedelta(days=3))
    late = [state.job for state in health.jobs(at=clock.now()) if state.is_late]
    with caplog.at_level(logging.ERROR):
        assert actions.watch_jobs(at=clock.now()) == 1
        assert actions.watch_jobs(at=clock.now()) == 1
    assert late == ["points.tasks.compare_balances"]
    assert len([line for line in caplog.records if "compare_balances" in line.getMessage()]) == 1


def test_an_alarm_is_over_when_the_job_has_run(all_ran: None) -> None:
    JobRun.objects.update(ran_at=clock.now() - timedelta(days=3), alarmed_at=clock.now())
    actions.remember_run(job="points.tasks.compare_balances", began_at=clock.now(), at=clock.now())
    assert JobRun.objects.get(job="points.tasks.compare_balances").alarmed_at is None


def test_a_portal_that_has_just_begun_raises_no_alarm() -> None:
    actions.remember_run(job="cps_portal.lib.tasks.deliver_mails", began_at=clock.now(), at=clock.now())
    assert actions.watch_jobs(at=clock.now()) == 0


def test_a_job_that_never_ran_is_late_once_the_others_have_run_for_its_whole_pause() -> None:
    JobRun.objects.create(job="cps_portal.lib.tasks.deliver_mails", first_at=clock.now() - timedelta(days=4))
    assert "points.tasks.compare_balances" in {
        state.job for state in health.jobs(at=clock.now()) if state.is_late
    }


def test_the_figures_are_for_whoever_knows_the_token(client: Client, settings: Settings) -> None:
    assert client.get(reverse("operations:metrics")).status_code == 404
    settings.METRICS_TOKEN = "s3cret"
    assert client.get(reverse("operations:metrics")).status_code == 404
    assert (
        client.get(reverse("operations:metrics"), headers={"Authorization": "Bearer wrong"}).status_code
        == 404
    )


def test_the_figures_count_what_is_due_waiting_and_late(
    client: Client, settings: Settings, all_ran: None
) -> None:
    settings.METRICS_TOKEN = "s3cret"
    TermFactory.create()
    SubmittedApplicationFactory.create()
    client.get(reverse("start"))
    answer = client.get(reverse("operations:metrics"), headers={"Authorization": "Bearer s3cret"})
    read = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }
    assert read["cps_due_rows", "invoices to issue"] == 1
    assert read["cps_cases", "submitted"] == 1
    assert read["cps_job_late", "points.tasks.compare_balances"] == 0
    assert read["cps_request_seconds_count", "GET", "", "200"] >= 1


def test_a_request_is_logged_by_route_and_without_its_secrets(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="cps_portal.requests"):
        client.get("/products/?q=anna@studio.example", headers={"X-Request-ID": "abcdef-123456"})
    (line,) = [record for record in caplog.records if record.name == "cps_portal.requests"]
    told = json.loads(logs.Json("%(levelname)s %(message)s").format(line))
    assert (told["route"], told["status"], told["request_id"]) == ("products/", 302, "abcdef-123456")
    assert "anna" not in json.dumps(told)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Not Found: /status/Zk3vJ8QmW1x5pR7tYbN2cD4f", "Not Found: /status/[secret]"),
        ("mail to anna.b@studio.example failed", "mail to [e-mail] failed"),
        ("/products/17/ answered", "/products/17/ answered"),
    ],
)
def test_lines_of_log_lose_addresses_and_secrets(said: str, kept: str) -> None:
    record = logging.LogRecord("django", logging.WARNING, "", 0, "%s", (said,), None)
    assert logs.Lines("%(message)s").format(record) == kept


def test_the_jobs_are_shown_to_staff(as_vera: Client, vera: User, all_ran: None) -> None:
    page = as_vera.get(reverse("admin:operations_jobrun_changelist"))
    assert "points.tasks.compare_balances" in page.content.decode()
