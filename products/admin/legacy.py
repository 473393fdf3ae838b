"""What the old programme knew, as staff see it: read, matched, taken in and taken back."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from cps_portal.lib import clock
from cps_portal.lib.admin import ReadOnly, RefusalsSaid
from products import actions
from products.admin import unknown
from products.models import LegacyChange, LegacyImport, LegacyMember, LegacyProduct, OldAddressProof

COUNTS = {
    "members": _("members"),
    "products": _("rows of gear"),
    "imported": _("taken in"),
    "duplicates": _("the same row again"),
    "unchanged": _("known already"),
}


@admin.register(LegacyMember)
class LegacyMemberAdmin(ReadOnly, ModelAdmin):
    show_full_result_count = False
    list_display = ["number", "email", "company_name", "country", "level"]
    search_fields = ["=number", "=email", "company_name"]


@admin.register(LegacyProduct)
class LegacyProductAdmin(ReadOnly, ModelAdmin):
    show_full_result_count = False
    change_list_template = "admin/products/legacy_products.html"
    list_display = ["__str__", "serial", "member", "problem", "imported_at", "registration"]
    list_filter = ["problem"]
    list_select_related = ["product", "member", "registration__product"]
    search_fields = ["=serial", "=member__number", "=member__email"]

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(address, self.admin_site.admin_view(view), name=f"products_legacyproduct_{name}")
            for name, (address, view) in unknown.ADDRESSES.items()
        ]
        urls: list[URLPattern] = super().get_urls()
        return [*own, *urls]


@admin.register(LegacyChange)
class LegacyChangeAdmin(ReadOnly, ModelAdmin):
    show_full_result_count = False
    list_display = ["batch", "member", "product"]
    list_select_related = ["batch", "member", "product__product"]


class VouchForm(forms.ModelForm):  # type: ignore[type-arg]
    """A verifier's decision that an old address is a company's, with what showed it."""

    class Meta:
        model = OldAddressProof
        fields = ["company", "reason"]
        widgets = {"reason": UnfoldAdminTextareaWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True

    def _post_clean(self) -> None:
        """Leave the constraints of a row that is not whole yet to the action that makes it."""


@admin.register(OldAddressProof)
class OldAddressProofAdmin(RefusalsSaid, ModelAdmin):
    show_full_result_count = False
    list_display = ["email", "company", "method", "created_at", "proven_at", "decided_by"]
    list_filter = ["method"]
    list_select_related = ["company", "decided_by"]
    search_fields = ["=email", "company__legal_name"]
    autocomplete_fields = ["company"]
    actions = None
    SHOWN = [
        "email",
        "company",
        "method",
        "reason",
        "decided_by",
        "created_at",
        "expires_at",
        "proven_at",
    ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is None:
            kwargs["form"] = VouchForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: OldAddressProof | None = None) -> Any:
        return self.SHOWN if obj else ["company", "reason"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: OldAddressProof, form: Any, change: bool) -> None:
        given: dict[str, Any] = form.cleaned_data
        who: dict[str, Any] = {"by": request.user, "at": clock.now()}
        made = actions.confirm_old_address(company=given["company"], reason=given["reason"], **who)
        obj.__dict__.update(made.__dict__)


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]
    """The two files of the old programme."""

    class Meta:
        model = LegacyImport
        fields = ["members_file", "products_file"]
        widgets = {"members_file": UnfoldAdminFileFieldWidget, "products_file": UnfoldAdminFileFieldWidget}
        help_texts = {
            "members_file": _("CSV in UTF-8: membership_number, email, company_name, country, level."),
            "products_file": _(
                "CSV in UTF-8: membership_number, product, serial_number, purchase_date, purchase_country, dealer."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True


class NextStepForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is to become of an import that was tried or taken in."""

    CONFIRM, UNDO = "confirm", "undo"
    decision = forms.ChoiceField(label=_("What now?"), widget=UnfoldAdminRadioSelectWidget)

    class Meta:
        model = LegacyImport
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.may_be_confirmed:
            step = (self.CONFIRM, _("Take it in: the worker does what the trial has shown"))
        else:
            step = (self.UNDO, _("Take it back: everything is as before this import"))
        self.fields["decision"].choices = [step]  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """Leave the row as it is: the action moves it."""


@admin.register(LegacyImport)
class LegacyImportAdmin(RefusalsSaid, ModelAdmin):
    """Files of the old programme: uploaded, tried by the worker, taken in after a look at the report, or taken back."""

    list_display = ["created_at", "state", "created_by", "imported_at"]
    list_select_related = ["created_by"]
    actions = None
    show_full_result_count = False
    SHOWN = [
        "status",
        "what_came",
        "what_waits",
        "papers",
        "error",
        "created_at",
        "created_by",
        "imported_at",
    ]
    UNDONE = ["undone_at", "undone_by"]
    DELETED = ["files_deleted_at", "members_sha256", "products_sha256"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegacyImport]:
        return LegacyImport.objects.select_related("created_by", "undone_by")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = NextStepForm if obj else UploadForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: LegacyImport | None = None) -> list[str]:
        if obj is None:
            return ["members_file", "products_file"]
        shown = [*self.SHOWN, *(self.UNDONE if obj.undone_at else [])]
        shown += self.DELETED if obj.files_deleted_at else []
        return [*shown, "decision"] if obj.may_be_confirmed or obj.may_be_undone else shown

    def get_readonly_fields(self, request: HttpRequest, obj: LegacyImport | None = None) -> list[str]:
        return [*self.SHOWN, *self.UNDONE, *self.DELETED] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: LegacyImport | None = None) -> bool:
        is_over = obj is not None and not (obj.may_be_confirmed or obj.may_be_undone)
        return bool(super().has_change_permission(request, obj)) and not is_over

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: LegacyImport, form: Any, change: bool) -> None:
        who: dict[str, Any] = {"by": request.user, "at": clock.now()}
        if not change:
            made = actions.upload_import(members=obj.members_file, products=obj.products_file, **who)
            obj.__dict__.update(made.__dict__)
        elif form.cleaned_data["decision"] == NextStepForm.CONFIRM:
            actions.confirm_import(batch=obj)
        else:
            actions.undo_import(batch=obj, **who)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(unknown.paper)
        urls: list[URLPattern] = super().get_urls()
        return [path("<int:pk>/<slug:name>.csv", view, name="products_legacyimport_paper"), *urls]

    @display(  # type: ignore[untyped-decorator]
        description=_("status"),
        ordering="status",
        label={
            LegacyImport.Status.UPLOADED: "info",
            LegacyImport.Status.REHEARSED: "warning",
            LegacyImport.Status.CONFIRMED: "info",
            LegacyImport.Status.IMPORTED: "success",
            LegacyImport.Status.UNDONE: "info",
            LegacyImport.Status.FAILED: "danger",
        },
    )
    def state(self, batch: LegacyImport) -> tuple[str, Any]:
        return batch.status, batch.get_status_display()

    @admin.display(description=_("what came"))
    def what_came(self, batch: LegacyImport) -> SafeString | str:
        counts = [(name, batch.counts[key]) for key, name in COUNTS.items() if key in batch.counts]
        return format_html_join(", ", "{}: {}", counts) or "–"

    @admin.display(description=_("what needs a human"))
    def what_waits(self, batch: LegacyImport) -> SafeString | str:
        labels = dict(LegacyProduct.Problem.choices)
        needs = batch.counts.get("need_human", {})
        return (
            format_html_join(", ", "{}: {}", [(labels.get(why, why), n) for why, n in needs.items()]) or "–"
        )

    @admin.display(description=_("reports"))
    def papers(self, batch: LegacyImport) -> SafeString | str:
        names = {"report": _("every row"), "need-human": _("what needs a human")}
        links = [
            (reverse("admin:products_legacyimport_paper", args=[batch.pk, name]), title)
            for name, title in names.items()
        ]
        return format_html_join(" · ", '<a href="{}">{}</a>', links) if batch.report else "–"
