from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext, gettext_lazy

from billing.models import Invoice
from subscriptions.models import SignUp


class PaymentForm(forms.Form):
    """How to pay, and for what: the level that the page showed comes back with the answer."""

    level = forms.CharField(required=False, widget=forms.HiddenInput)
    payment = forms.ChoiceField(
        label=gettext_lazy("Payment option"),
        choices=SignUp.Payment.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose card or bank transfer.")},
    )

    def __init__(self, *args: Any, sign_up: SignUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sign_up = sign_up

    def clean(self) -> dict[str, Any]:
        """Refuse an answer to a page that showed another level: somebody chose anew in another window."""
        given: dict[str, Any] = super().clean() or {}
        chosen = self.sign_up.level
        if chosen is None or given.get("level") != chosen.code:
            raise forms.ValidationError(
                gettext(
                    "The level was changed in another window. It is now %(level)s. Check it and confirm again."
                )
                % {"level": chosen}
            )
        return given


class CopyAddressForm(forms.Form):
    """A further address for copies of the papers."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        error_messages={
            "required": gettext_lazy("Type the e-mail address that is to get copies."),
            "invalid": gettext_lazy("This is no e-mail address. It looks like name@company.example."),
        },
    )


class StatementForm(forms.Form):
    """A file from the bank."""

    file = forms.FileField(
        label=gettext_lazy("Bank statement (CAMT.053, XML)"),
        max_length=200,
        error_messages={
            "required": gettext_lazy("Choose the file that the bank gave you."),
            "empty": gettext_lazy("The file is empty. Choose it again."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                gettext("The file is larger than %(size)d MB. Ask the bank for shorter periods.")
                % {"size": settings.UPLOAD_MAX_BYTES // 1024**2}
            )
        return file


class AssignForm(forms.Form):
    """The invoice for which money came, by its number or its payment reference."""

    number = forms.CharField(label=gettext_lazy("Invoice number or payment reference"), max_length=40)

    def clean_number(self) -> Invoice:
        typed = "".join(self.cleaned_data["number"].upper().split())
        found = Invoice.objects.filter(Q(number=typed) | Q(reference=typed)).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no invoice with this number or reference."))
        return found


class ReasonForm(forms.Form):
    """Why something is decided so; it is kept with the decision."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why; it is kept with the decision.")},
    )


class CreditForm(forms.Form):
    """An invoice to be credited in part or whole; the key makes a second sending harmless."""

    number = forms.CharField(label=gettext_lazy("Invoice number"), max_length=40)
    net = forms.DecimalField(
        label=gettext_lazy("Net amount to credit"),
        help_text=gettext_lazy("Without VAT. Empty: whatever is left of the invoice."),
        required=False,
        min_value=Decimal("0.01"),
        max_digits=10,
        decimal_places=2,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "The customer reads it on the credit note, so write it in the customer's language."
        ),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why: the customer reads it on the credit note.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_number(self) -> Invoice:
        found = Invoice.objects.filter(number=self.cleaned_data["number"].strip()).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no invoice with this number."))
        return found


class PeriodForm(forms.Form):
    """The first and the last day of the books to export."""

    first = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[("csv", gettext_lazy("CSV")), ("journal", gettext_lazy("Journal in the manner of DATEV"))],
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("first") and given.get("last") and given["first"] > given["last"]:
            raise forms.ValidationError(gettext("The first day is after the last."))
        return given
