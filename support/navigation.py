"""The sidebar of the staff pages: what a person may see, in the order of the work."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from post_office.models import Email

from accounts import models as accounts
from billing import models as billing
from points import models as points
from products import models as products
from subscriptions import models as subscriptions
from support import boards
from support import models as support

Item = dict[str, Any]
Group_ = tuple[Promise, tuple[tuple[type[Model], Promise, str], ...]]

GROUPS: tuple[Group_, ...] = (
    (
        _("Verification"),
        (
            (accounts.Application, _("Verification queue"), "fact_check"),
            (accounts.CompanyChange, _("Changes of company data"), "edit_note"),
            (accounts.JoinRequest, _("Join requests"), "group_add"),
        ),
    ),
    (
        _("Members"),
        (
            (accounts.Company, _("Companies"), "domain"),
            (accounts.User, _("People"), "person"),
            (accounts.ColleagueInvitation, _("Invitations of colleagues"), "outgoing_mail"),
            (support.Ticket, _("Questions of customers"), "contact_support"),
            (accounts.DataRequest, _("Requests about personal data"), "folder_shared"),
            (subscriptions.Subscription, _("Subscriptions"), "card_membership"),
            (subscriptions.Withdrawal, _("Withdrawals"), "block"),
            (subscriptions.LevelPermit, _("Level permits"), "key"),
            (subscriptions.Acceptance, _("Accepted terms"), "task_alt"),
            (Email, _("Mails"), "mail"),
        ),
    ),
    (
        _("Gear"),
        (
            (products.Registration, _("Registered gear"), "photo_camera"),
            (products.Transfer, _("Transfers"), "swap_horiz"),
            (products.GearFile, _("Lists of gear"), "upload_file"),
            (products.Product, _("Catalogue"), "menu_book"),
            (products.CategoryHint, _("Serial numbers"), "tag"),
            (products.LegacyMember, _("Members of the old programme"), "history"),
            (products.LegacyProduct, _("Gear of the old programme"), "history_toggle_off"),
            (products.LegacyImport, _("Imports of the old programme"), "upload_file"),
            (products.OldAddressProof, _("Proofs of old addresses"), "verified_user"),
        ),
    ),
    (
        _("Points"),
        (
            (points.Balance, _("Balances"), "scale"),
            (points.Entry, _("Entries"), "list_alt"),
            (points.Correction, _("Corrections"), "rule"),
            (points.Comparison, _("Nightly comparison"), "balance"),
            (points.Difference, _("Differences"), "difference"),
        ),
    ),
    (
        _("Money"),
        (
            (billing.Invoice, _("Invoices"), "receipt_long"),
            (billing.Extension, _("Extensions of due dates"), "more_time"),
            (billing.CreditNote, _("Credit notes"), "undo"),
            (billing.BankEntry, _("Bank entries"), "account_balance"),
            (billing.BankStatement, _("Bank statements"), "description"),
            (billing.Payment, _("Payments"), "payments"),
            (billing.Collection, _("Collections"), "event_repeat"),
            (billing.Attempt, _("Attempts to charge"), "bolt"),
            (billing.Refund, _("Refunds"), "undo"),
            (billing.Dispute, _("Disputes"), "report"),
            (billing.Difference, _("Differences from Stripe"), "difference"),
            (billing.Stop, _("Stops"), "pause_circle"),
            (billing.CardAuthorisation, _("Cards"), "credit_card"),
            (billing.CardEvent, _("Events from Stripe"), "webhook"),
        ),
    ),
    (
        _("Settings"),
        (
            (support.Faq, _("Questions and answers"), "quiz"),
            (points.Level, _("Levels"), "stairs"),
            (subscriptions.Fee, _("Fees"), "payments"),
            (subscriptions.Benefit, _("Benefits"), "redeem"),
            (subscriptions.Terms, _("Terms of use"), "gavel"),
            (accounts.ParticipatingCountry, _("Participating countries"), "public"),
            (billing.Seller, _("Sellers"), "store"),
            (billing.VatRate, _("VAT rates"), "percent"),
            (billing.VatNote, _("VAT notes"), "sticky_note_2"),
            (Group, _("Roles"), "badge"),
            (support.AuditEntry, _("Staff log"), "policy"),
            (support.Viewing, _("Views as a customer"), "visibility"),
            (support.LookUp, _("Log of look-ups"), "visibility"),
            (support.Deed, _("Acts of staff"), "checklist"),
            (support.ApiToken, _("Tokens of the interface"), "key"),
            (support.Endpoint, _("Endpoints"), "webhook"),
            (support.Delivery, _("Deliveries to endpoints"), "send"),
            (support.JobRun, _("Jobs of the worker"), "schedule"),
            (accounts.LogIn, _("Log-ins"), "login"),
            (accounts.Look, _("Log of looks at cases"), "preview"),
        ),
    ),
)


def sidebar(request: HttpRequest) -> list[Item]:
    """Build the groups that unfold shows; what the person may not see is left out."""
    groups: list[Item] = [{"title": None, "items": _first(request)}]
    for title, models in GROUPS:
        items = [_item(model, name, icon) for model, name, icon in models if _is_visible(request, model)]
        groups.append({"title": title, "items": items})
    return [group for group in groups if group["items"]]


def _first(request: HttpRequest) -> list[Item]:
    items: list[Item] = [{"title": _("Overview"), "icon": "space_dashboard", "link": reverse("admin:index")}]
    if boards.visible_to(request.user):  # type: ignore[arg-type]
        here = request.path.startswith("/staff/boards/")
        items.append(
            {"title": _("Boards"), "icon": "bar_chart", "link": reverse("support:boards"), "active": here}
        )
    if request.user.has_perm("support.look_up"):
        link, here = (
            reverse("support:look_up"),
            request.path.startswith(("/staff/look-up/", "/staff/members/")),
        )
        items.append({"title": _("Look-up"), "icon": "person_search", "link": link, "active": here})
    if request.user.has_perm("post_office.view_email"):
        items.append({"title": _("Samples of mails"), "icon": "drafts", "link": reverse("support:mails")})
    if settings.CLOCK_FILE is not None and request.user.has_perm("accounts.change_user"):
        items.append({"title": _("Clock"), "icon": "schedule", "link": reverse("move_clock")})
    return items


def _is_visible(request: HttpRequest, model: type[Model]) -> bool:
    if not admin.site.is_registered(model):
        return False
    return bool(admin.site.get_model_admin(model).has_view_permission(request))


def _item(model: type[Model], name: Promise, icon: str) -> Item:
    meta = model._meta
    return {
        "title": name,
        "icon": icon,
        "link": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
    }
