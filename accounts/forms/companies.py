"""What an owner changes about the company."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import languages, numbers
from accounts.forms.wizard import CompanyForm, VatForm
from accounts.models import Company, CompanyChange
from cps_portal.lib.errors import DomainError


class AddressForm(CompanyForm):
    """What changes at once."""

    class Meta(CompanyForm.Meta):
        model = Company  # type: ignore[assignment]
        fields = ["street", "postal_code", "city", "invoice_email", "language"]
        labels = {**CompanyForm.Meta.labels, "language": _("Language of invoices")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=languages.own_names()
        )


class FactsForm(VatForm):
    """What was verified, and is verified again when it changes."""

    class Meta(VatForm.Meta):
        model = Company  # type: ignore[assignment]
        fields = ["legal_name", "country", "vat_registered", "vat_number", "registration_number"]
        labels = {
            **VatForm.Meta.labels,
            "legal_name": _("Legal name"),
            "registration_number": _("Registration number"),
        }
        help_texts = {**VatForm.Meta.help_texts, "legal_name": _("Exactly as in the register.")}

    field_order = ["legal_name", "country", "vat_registered", "vat_number", "registration_number"]

    def __init__(self, *args: Any, instance: Company, on: date, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, on=on, **kwargs)
        self.fields["legal_name"].required = True

    def clean_legal_name(self) -> str:
        return " ".join(self.cleaned_data["legal_name"].split())

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        number, country = given.get("registration_number"), given.get("country")
        if number and country:
            try:
                given["registration_number"] = numbers.registration_number(number, country=country)
            except DomainError as no:
                self.add_error("registration_number", no.message)
        return given

    @property
    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CompanyChange.FIELDS}


class ChangeVerdictForm(forms.Form):
    """Why a change is rejected, in words for the customer."""

    reason = forms.CharField(
        label=_("Reason for the customer"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
    )
