from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.mail import EmailMultiAlternatives
from django.core.management.sql import emit_post_migrate_signal
from django.test import Client
from django.urls import reverse
from post_office.models import STATUS, Email

from accounts.models import User
from cps_portal.lib import clock, mail
from cps_portal.lib.mail_redaction import without_secrets
from subscriptions.models import Term
from support.helpdesk.models import Faq
from support.staff_site import roles
from tests.conftest import at_work
from tests.factories import InvoiceFactory, StaffFactory, SubmittedApplicationFactory
from tests.support.conftest import with_role

pytestmark = pytest.mark.django_db
ROLES = {"Verifier", "Support agent", "Finance", "Catalogue manager", "Lead", "Auditor"}


def written(status: int, text: str = "Hello") -> Email:
    email = mail.write(EmailMultiAlternatives("Welcome", text, "no@cps.example", ["anna@studio.example"]))
    Email.objects.filter(pk=email.pk).update(status=status)
    return email


def test_the_overview_counts_what_waits(as_vera: Client, silver: Term) -> None:
    today = clock.today()
    for days in (-1, -1, 0, 3):
        SubmittedApplicationFactory.create(promised_on=today + timedelta(days=days))
    InvoiceFactory.create(due_on=today - timedelta(days=1))
    written(STATUS.failed)
    cards = as_vera.get("/admin/").context["cards"]
    counts = {card.title: [figure.count for figure in card.figures] for card in cards}
    assert counts == {
        "Verification queue": [2, 1, 1],
        "Questions of customers": [0, 0, 0],
        "Members": [1],
        "Unpaid invoices": [1, 0],
        "Getting paid": [0, 0, 0, 0],
        "Mails": [1, 0],
    }


def test_the_overview_shows_what_the_role_may_see() -> None:
    client = Client()
    client.force_login(with_role("Catalogue manager"))
    page = client.get("/admin/")
    assert page.context["cards"] == []
    assert "Look-up" not in page.content.decode()


def sidebar_of(client: Client) -> list[str]:
    groups = client.get("/admin/").context["sidebar_navigation"]
    return [str(item["title"]) for group in groups for item in group["items"]]


def test_everything_that_staff_work_with_is_in_the_sidebar(as_vera: Client) -> None:
    assert {"Overview", "Look-up", "Verification queue", "Companies", "Invoices", "Entries", "Mails"} <= set(
        sidebar_of(as_vera)
    )


def test_a_verifier_is_not_led_to_the_money() -> None:
    client = Client()
    client.force_login(with_role("Verifier"))
    assert "Verification queue" in sidebar_of(client)
    assert "Invoices" not in sidebar_of(client)


def test_the_admin_is_entered_by_the_log_in_page_of_everybody(client: Client) -> None:
    answer = client.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/")


def test_a_mail_is_read_but_not_changed(as_vera: Client) -> None:
    email = written(STATUS.failed)
    address = reverse("admin:post_office_email_change", args=[email.pk])
    page = as_vera.get(address).content.decode()
    assert "Not delivered" in page
    assert "anna@studio.example" in page
    assert as_vera.post(address, {"subject": "Other"}).status_code == 403
    assert as_vera.get(reverse("admin:post_office_email_add")).status_code == 403


def test_a_mails_one_time_link_does_not_work_for_its_reader(as_vera: Client) -> None:
    link = "https://cps.example/set-password/Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5/"
    email = written(STATUS.sent, f"Set your password: {link}\nSee https://cps.example/products/")
    page = as_vera.get(reverse("admin:post_office_email_change", args=[email.pk])).content.decode()
    assert "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5" not in page
    assert "https://cps.example/set-password/…/" in page
    assert "https://cps.example/products/" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "https://cps.example/application/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/",
            "https://cps.example/application/…/",
        ),
        ("https://cps.example/products/", "https://cps.example/products/"),
        (
            "https://cps.example/password/reset/key/3-cx2b1e-0123456789abcdef01234567/",
            "https://cps.example/password/reset/key/…/",
        ),
    ],
)
def test_secrets_are_taken_out_of_letters(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_a_question_is_edited_language_by_language(as_vera: Client) -> None:
    faq = Faq.objects.get(slug="blue-dot")
    texts = {
        "question_en": "Why blue?",
        "answer_en": "Because.",
        "question_lv": "Kāpēc?",
        "answer_lv": "Tāpēc.",
    }
    fields = {"slug": faq.slug, "position": "5", "is_shown": "on", **texts}
    address = reverse("admin:helpdesk_faq_change", args=[faq.pk])
    assert faq.questions["lv"] in as_vera.get(address).content.decode()
    assert as_vera.post(address, fields).status_code == 302
    faq.refresh_from_db()
    assert faq.questions == {"en": "Why blue?", "lv": "Kāpēc?"}
    assert faq.answers == {"en": "Because.", "lv": "Tāpēc."}


def test_a_question_is_seen_in_every_language_before_it_is_saved(as_vera: Client) -> None:
    faq = Faq.objects.get(slug="blue-dot")
    texts = {"question_en": "<i>Why</i>?", "answer_en": "Because.", "question_lv": "Kāpēc?", "answer_lv": ""}
    page = as_vera.post(reverse("admin:helpdesk_faq_preview"), texts).content.decode()
    assert "&lt;i&gt;Why&lt;/i&gt;?" in page
    assert "Because." in page
    assert "Missing: customers read the English text." in page
    faq.refresh_from_db()
    assert "Why" not in faq.questions["en"]


def test_only_those_who_write_questions_preview_them() -> None:
    client = Client()
    client.force_login(with_role("Verifier"))
    assert client.post(reverse("admin:helpdesk_faq_preview")).status_code == 403


def test_staff_see_which_language_lacks_an_answer(as_vera: Client) -> None:
    faq = Faq.objects.get(slug="blue-dot")
    address = reverse("admin:helpdesk_faq_change", args=[faq.pk])
    fields = {"slug": faq.slug, "position": "5", "is_shown": "on"}
    fields |= {"question_en": "Why?", "answer_en": "Because.", "question_lv": "Kāpēc?", "answer_lv": ""}
    assert "The other half is there." in as_vera.post(address, fields).content.decode()
    as_vera.post(address, {**fields, "question_lv": ""})
    assert "missing: Latvian" in as_vera.get(reverse("admin:helpdesk_faq_changelist")).content.decode()


def test_a_question_without_an_answer_is_not_saved_and_what_was_typed_stays(as_vera: Client) -> None:
    page = as_vera.post(
        reverse("admin:helpdesk_faq_add"), {"slug": "new", "position": "1", "question_en": "Why new?"}
    )
    assert page.status_code == 200
    assert "Why new?" in page.content.decode()
    assert not Faq.objects.filter(slug="new").exists()


def test_there_is_a_group_for_every_role() -> None:
    assert set(Group.objects.values_list("name", flat=True)) >= ROLES


def test_the_auditor_reads_and_changes_nothing() -> None:
    auditor = with_role("Auditor")
    rights = {right.split(".")[1] for right in auditor.get_all_permissions()}
    beside = {right for right in rights if not right.startswith("view_")}
    assert beside == {"look_up", "open_case"}
    assert auditor.has_perm("audit.view_as_customer")
    assert auditor.has_perm("lookup.view_lookup")


def test_every_right_of_a_role_was_granted() -> None:
    for name, parts in roles.ROLES.items():
        wanted = {right for part in parts for right in roles.codenames(part)}
        permissions = Group.objects.get(name=name).permissions
        assert wanted == set(permissions.values_list("content_type__app_label", "codename")), name


def test_syncing_the_roles_again_changes_nothing() -> None:
    before = {group.name: set(group.permissions.values_list("pk")) for group in Group.objects.all()}
    roles.sync()
    assert before == {group.name: set(group.permissions.values_list("pk")) for group in Group.objects.all()}


def test_a_right_struck_from_the_table_is_taken_away_by_the_next_migrate() -> None:
    finance = Group.objects.get(name="Finance")
    struck = Permission.objects.get(codename="delete_user", content_type__app_label="accounts")
    finance.permissions.add(struck)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert not finance.permissions.filter(pk=struck.pk).exists()


def lists() -> list[str]:
    return [f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry]


@pytest.mark.parametrize("language", ["en-gb", "lv"])
def test_every_list_of_the_admin_opens(as_vera: Client, language: str) -> None:
    as_vera.cookies["django_language"] = language
    for name in lists():
        assert as_vera.get(reverse(f"admin:{name}_changelist")).status_code == 200, name


def test_staff_without_any_right_see_an_empty_admin() -> None:
    client = Client()
    client.force_login(StaffFactory.create(is_superuser=False))
    assert sidebar_of(client) == ["Overview"]


def test_the_language_is_switched_from_the_staff_pages(as_vera: Client, vera: User) -> None:
    page = as_vera.get("/admin/").content.decode()
    assert f'action="{reverse("set_language")}"' in page
    as_vera.post(reverse("set_language"), {"language": "lv", "next": "/admin/"})
    assert 'lang="lv"' in as_vera.get("/admin/").content.decode()


def test_a_lead_changes_colleagues_but_nobody_who_may_do_more(vera: User) -> None:
    lead, colleague = with_role("Lead"), with_role("Finance")
    client = at_work(lead)
    for person, status in ((colleague, 302), (vera, 403)):
        page = reverse("admin:accounts_user_change", args=[person.pk])
        given = {"name": "Someone", "language": "lv", "is_staff": "on", "is_active": "on"}
        assert client.post(page, given).status_code == status
