"""What all staff pages share, the mails that were sent, and the log of who looked at whom."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from cps_portal.lib.admin import ReadOnly
from support.forms import FaqForm
from support.letters import without_secrets
from support.models import Faq, JobRun, LookUp

# One door for everybody: the log-in page that knows the second factor and slows guessing down.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# What libraries bring: mails are shown below, log-in addresses and second factors are changed by their owners alone.
for model in (Email, Log, EmailTemplate, Attachment, EmailAddress, Authenticator, Group):
    admin.site.unregister(model)


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    """The roles that staff can have."""


class LogInline(ReadOnly, TabularInline):
    """How often a mail was tried, and what the mail server answered."""

    model = Log
    verbose_name_plural = _("Attempts")
    fields = readonly_fields = ["date", "status", "exception_type", "message"]
    extra = 0


@admin.register(Email)
class EmailAdmin(ReadOnly, ModelAdmin):
    # post_office brings a template with a button that sends the mail again.
    change_form_template = "admin/change_form.html"
    list_display = ["created", "to_whom", "subject", "delivery"]
    list_display_links = ["subject"]
    list_filter = ["status", "created"]
    search_fields = ["=to", "subject"]
    ordering = ["-pk"]
    show_full_result_count = False
    fields = ["to_whom", "subject", "created", "delivery", "scheduled_time", "papers", "text"]
    readonly_fields = fields
    inlines = [LogInline]

    @admin.display(description=_("To"), ordering="to")
    def to_whom(self, email: Email) -> str:
        return ", ".join(email.to)

    @display(  # type: ignore[untyped-decorator]
        description=_("Delivery"),
        ordering="status",
        label={
            STATUS.sent: "success",
            STATUS.failed: "danger",
            STATUS.queued: "info",
            STATUS.requeued: "warning",
        },
    )
    def delivery(self, email: Email) -> tuple[int, Any]:
        return email.status, DELIVERY[email.status]

    @admin.display(description=_("Papers"))
    def papers(self, email: Email) -> str:
        return ", ".join(paper.name for paper in email.attachments.all()) or "–"

    @admin.display(description=_("Text"))
    def text(self, email: Email) -> SafeString:
        return format_html('<div class="letter">{}</div>', without_secrets(email.message))


DELIVERY = {
    STATUS.sent: _("Sent"),
    STATUS.failed: _("Not delivered"),
    STATUS.queued: _("Waiting to be sent"),
    STATUS.requeued: _("Will be tried again"),
}


@admin.register(LookUp)
class LookUpAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "by", "query", "company"]
    list_display_links = ["at"]
    list_select_related = ["by", "company"]
    search_fields = ["query", "company__legal_name", "=by__email"]
    ordering = ["-pk"]
    show_full_result_count = False


@admin.register(Faq)
class FaqAdmin(ModelAdmin):
    form = FaqForm
    list_display = ["question", "position", "is_shown"]
    list_filter = ["is_shown"]

    @admin.display(description=_("Question"))
    def question(self, faq: Faq) -> str:
        return faq.question

    def get_queryset(self, request: HttpRequest) -> QuerySet[Faq]:
        return Faq.objects.order_by("position", "pk")


@admin.register(JobRun)
class JobRunAdmin(ReadOnly, ModelAdmin):
    list_display = ["job", "ran_at", "milliseconds", "failed_at", "problem", "alarmed_at"]
