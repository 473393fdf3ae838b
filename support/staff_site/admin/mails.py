"""The mails that were sent, with their text and what became of them."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email, Log
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import display

from cps_portal.lib.admin import ReadOnly
from cps_portal.lib.mail_redaction import without_secrets


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
