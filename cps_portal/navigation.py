"""The sidebar of the staff pages: what a person may see, in the order of the work; a page of an app is a line here."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from support.reporting import boards

Item = dict[str, Any]
Group = tuple[Promise, tuple[tuple[str, Promise, str], ...]]

GROUPS: tuple[Group, ...] = (
    (
        _("Verification"),
        (
            ("accounts.Application", _("Verification queue"), "fact_check"),
            ("accounts.CompanyChange", _("Changes of company data"), "edit_note"),
            ("accounts.JoinRequest", _("Join requests"), "group_add"),
        ),
    ),
    (
        _("Members"),
        (
            ("accounts.Company", _("Companies"), "domain"),
            ("accounts.User", _("People"), "person"),
            ("accounts.ColleagueInvitation", _("Invitations of colleagues"), "outgoing_mail"),
            ("helpdesk.Ticket", _("Questions of customers"), "contact_support"),
            ("accounts.DataRequest", _("Requests about personal data"), "folder_shared"),
            ("subscriptions.Subscription", _("Subscriptions"), "card_membership"),
            ("subscriptions.Withdrawal", _("Withdrawals"), "block"),
            ("subscriptions.LevelPermit", _("Level permits"), "key"),
            ("subscriptions.Acceptance", _("Accepted terms"), "task_alt"),
            ("post_office.Email", _("Mails"), "mail"),
        ),
    ),
    (
        _("Gear"),
        (
            ("products.Registration", _("Registered gear"), "photo_camera"),
            ("products.Transfer", _("Transfers"), "swap_horiz"),
            ("products.GearFile", _("Lists of gear"), "upload_file"),
            ("products.Product", _("Catalogue"), "menu_book"),
            ("products.CategoryHint", _("Serial numbers"), "tag"),
            ("products.LegacyMember", _("Members of the old programme"), "history"),
            ("products.LegacyProduct", _("Gear of the old programme"), "history_toggle_off"),
            ("products.LegacyImport", _("Imports of the old programme"), "upload_file"),
            ("products.OldAddressProof", _("Proofs of old addresses"), "verified_user"),
        ),
    ),
    (
        _("Points"),
        (
            ("points.Balance", _("Balances"), "scale"),
            ("points.Entry", _("Entries"), "list_alt"),
            ("points.Correction", _("Corrections"), "rule"),
            ("points.Comparison", _("Nightly comparison"), "balance"),
            ("points.Difference", _("Differences"), "difference"),
        ),
    ),
    (
        _("Money"),
        (
            ("billing.Invoice", _("Invoices"), "receipt_long"),
            ("billing.Extension", _("Extensions of due dates"), "more_time"),
            ("billing.CreditNote", _("Credit notes"), "undo"),
            ("billing.BankEntry", _("Bank entries"), "account_balance"),
            ("billing.BankStatement", _("Bank statements"), "description"),
            ("billing.Payment", _("Payments"), "payments"),
            ("billing.Collection", _("Collections"), "event_repeat"),
            ("billing.Attempt", _("Attempts to charge"), "bolt"),
            ("billing.Refund", _("Refunds"), "undo"),
            ("billing.Dispute", _("Disputes"), "report"),
            ("billing.Difference", _("Differences from Stripe"), "difference"),
            ("billing.Stop", _("Stops"), "pause_circle"),
            ("billing.CardAuthorisation", _("Cards"), "credit_card"),
            ("billing.CardEvent", _("Events from Stripe"), "webhook"),
        ),
    ),
    (
        _("Settings"),
        (
            ("helpdesk.Faq", _("Questions and answers"), "quiz"),
            ("points.Level", _("Levels"), "stairs"),
            ("subscriptions.Fee", _("Fees"), "payments"),
            ("subscriptions.Benefit", _("Benefits"), "redeem"),
            ("subscriptions.Terms", _("Terms of use"), "gavel"),
            ("accounts.ParticipatingCountry", _("Participating countries"), "public"),
            ("billing.Seller", _("Sellers"), "store"),
            ("billing.VatRate", _("VAT rates"), "percent"),
            ("billing.VatNote", _("VAT notes"), "sticky_note_2"),
            ("auth.Group", _("Roles"), "badge"),
            ("audit.AuditEntry", _("Staff log"), "policy"),
            ("audit.Viewing", _("Views as a customer"), "visibility"),
            ("lookup.LookUp", _("Log of look-ups"), "visibility"),
            ("members.Deed", _("Acts of staff"), "checklist"),
            ("interface.ApiToken", _("Tokens of the interface"), "key"),
            ("interface.Endpoint", _("Endpoints"), "webhook"),
            ("interface.Delivery", _("Deliveries to endpoints"), "send"),
            ("operations.JobRun", _("Jobs of the worker"), "schedule"),
            ("accounts.LogIn", _("Log-ins"), "login"),
            ("accounts.Look", _("Log of looks at cases"), "preview"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[Item]:
    """Build the groups that unfold shows; what the person may not see is left out."""
    groups: list[Item] = [{"title": None, "items": _first(request)}]
    groups += [{"title": title, "items": _items(request, models)} for title, models in GROUPS]
    return [group for group in groups if group["items"]]


def _first(request: HttpRequest) -> list[Item]:
    items: list[Item] = [{"title": _("Overview"), "icon": "space_dashboard", "link": reverse("admin:index")}]
    if boards.visible_to(request.user):  # type: ignore[arg-type]
        here = request.path.startswith("/staff/boards/")
        items.append(
            {"title": _("Boards"), "icon": "bar_chart", "link": reverse("reporting:boards"), "active": here}
        )
    if request.user.has_perm("lookup.look_up"):
        link, here = (
            reverse("lookup:look_up"),
            request.path.startswith(("/staff/look-up/", "/staff/members/")),
        )
        items.append({"title": _("Look-up"), "icon": "person_search", "link": link, "active": here})
    if request.user.has_perm("post_office.view_email"):
        items.append({"title": _("Samples of mails"), "icon": "drafts", "link": reverse("staff_site:mails")})
    if settings.CLOCK_FILE is not None and request.user.has_perm("accounts.change_user"):
        items.append({"title": _("Clock"), "icon": "schedule", "link": reverse("move_clock")})
    return items


def _items(request: HttpRequest, models: tuple[tuple[str, Promise, str], ...]) -> list[Item]:
    items = []
    for label, title, icon in models:
        model = apps.get_model(label)
        if admin.site.is_registered(model) and admin.site.get_model_admin(model).has_view_permission(request):
            link = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            items.append({"title": title, "icon": icon, "link": link})
    return items
