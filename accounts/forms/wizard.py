"""The steps of the application form, and the better document."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts import languages, numbers, uploads
from accounts.models import Application, Document, ParticipatingCountry
from accounts.uploads import Upload
from cps_portal.lib.errors import DomainError


def _checked(check: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Let a rule refuse a field's value in its own words."""
    try:
        return check(*args, **kwargs)
    except DomainError as no:
        raise forms.ValidationError(no.message) from no


def _in_alphabet(name: str) -> list[tuple[str, str]]:
    """Sort “Č” after “C” and “Ā” after “A”, as the reader's alphabet does."""
    decomposed = (unicodedata.normalize("NFD", sign.casefold()) for sign in name)
    return [(sign[0], sign[1:]) for sign in decomposed]


def country_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    named = [(code, str(countries.name(code))) for code in codes]
    return sorted(named, key=lambda choice: _in_alphabet(choice[1]))


def checked_phone(phone: str) -> str:
    digits = [sign for sign in phone if sign.isdigit()]
    if not 5 <= len(digits) <= 15 or set(phone) - set("+()-./ 0123456789"):
        raise forms.ValidationError(_("Write the number with its country code, for example +371 20000000."))
    return phone


class Radios(forms.RadioSelect):
    """Radio buttons whose group is found by its first one, so that the list of errors can lead there."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_{index or 0}" if id_ else id_


class StepForm(forms.ModelForm):  # type: ignore[type-arg]
    """One step: the fields of the draft that it asks for. Writing them is the action's business."""

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    @property
    def answers(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class ContactForm(StepForm):
    """Who applies."""

    class Meta:
        model = Application
        fields = ["contact_name", "email", "phone", "language", "source"]
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            "source": forms.HiddenInput(),
        }
        labels = {
            "contact_name": _("Your name"),
            "email": _("E-mail"),
            "phone": _("Phone"),
            "language": _("Language"),
        }
        help_texts = {
            "email": _("You will log in with this address, and our mails go there."),
            "phone": _("In case the person who checks your application has a question."),
            "language": _("For our mails, your invoices and the portal."),
        }

    field_order = ["contact_name", "email", "phone", "language", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label,
            help_text=self.fields["language"].help_text,
            choices=languages.own_names(),
        )
        self.fields["source"].max_length = 60  # type: ignore[attr-defined]

    def clean_contact_name(self) -> str:
        return " ".join(self.cleaned_data["contact_name"].split())

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def clean_phone(self) -> str:
        return checked_phone(self.cleaned_data["phone"].strip())


YES, NO = "yes", "no"


class VatForm(StepForm):
    """Where the company is and whether it charges VAT."""

    vat_registered = forms.TypedChoiceField(
        label=_("Is the company registered for VAT?"),
        choices=[(YES, _("Yes, it has a VAT number")), (NO, _("No"))],
        coerce=lambda value: value == YES,
        empty_value=None,
        widget=Radios,
    )

    class Meta:
        model = Application
        fields = ["country", "vat_registered", "vat_number"]
        labels = {"country": _("Country"), "vat_number": _("VAT number")}
        help_texts = {
            "country": _("Where the company has its seat."),
            "vat_number": _(
                "Only if the company is registered for VAT. With or without the country's letters."
            ),
        }
        widgets = {"vat_number": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})}

    field_order = ["country", "vat_registered", "vat_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.instance.vat_registered
        self.initial["vat_registered"] = {True: YES, False: NO}.get(said) if said is not None else None
        codes = ParticipatingCountry.objects.open(on=self.on).values_list("code", flat=True)
        self.fields["country"] = forms.ChoiceField(
            label=self.fields["country"].label,
            help_text=self.fields["country"].help_text,
            choices=[("", _("Choose a country")), *country_choices(codes)],
        )
        # A number as it is printed may be longer than the number as it is kept.
        self.fields["vat_number"] = forms.CharField(
            label=self.fields["vat_number"].label,
            help_text=self.fields["vat_number"].help_text,
            widget=self.fields["vat_number"].widget,
            max_length=40,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        registered, country = given.get("vat_registered"), given.get("country")
        typed = str(given.get("vat_number") or "")
        if registered is False:
            given["vat_number"] = ""
        elif registered and not typed:
            self.add_error("vat_number", _("Write the VAT number, or choose “No” above."))
        elif registered and country:
            try:
                given["vat_number"] = numbers.vat_number(typed, country=country)
            except DomainError as no:
                self.add_error("vat_number", no.message)
        return given


class ProofForm(forms.Form):
    """A document and what it is."""

    kind = forms.ChoiceField(label=_("Which document is it?"), widget=Radios)
    file = forms.FileField(
        label=_("The document"),
        widget=forms.FileInput(attrs={"accept": uploads.ACCEPTED}),
        error_messages={
            "required": _("Choose the document on your device."),
            "empty": _("The file is empty. Choose the document again."),
        },
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = application.document_kinds
        self.fields["kind"].choices = [(kind.value, capfirst(kind.label)) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["file"].help_text = _("PDF, JPEG, PNG or HEIC, at most %(size)s MB.") % {
            "size": settings.UPLOAD_MAX_BYTES // 1024 // 1024
        }

    def clean_file(self) -> Upload | None:
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        return _checked(uploads.accept, file) if file else None


class DocumentForm(ProofForm):
    """The proof of the third step, with the declaration that the applicant may provide it."""

    authorised = forms.BooleanField(
        label=_("I am authorised to provide this document on behalf of the company."),
        error_messages={
            "required": _("Tick this box if you may provide the document, or ask somebody who may.")
        },
    )

    def __init__(self, *args: Any, application: Application, present: Document | None, **kwargs: Any) -> None:
        super().__init__(*args, application=application, **kwargs)
        if present is not None:
            self.initial["kind"] = present.kind
            self.offer_to_replace()
        self.initial["authorised"] = application.authorised_at is not None

    @property
    def upload(self) -> Upload | None:
        """The document that came, even where something else is still to be corrected."""
        return getattr(self, "cleaned_data", {}).get("file")

    def offer_to_replace(self) -> None:
        """Ask for another document no more than the person wants to give one."""
        self.fields["file"].required = False
        self["file"].label = _("Replace it with another document")

    def forgive_the_rest(self) -> None:
        """Say nothing yet of what the person has not come to."""
        for name in [name for name in self.errors if name != "file"]:
            del self.errors[name]

    @property
    def kind_so_far(self) -> str:
        return str(self.cleaned_data.get("kind", ""))


class AnswerForm(ProofForm):
    """The better document that a verifier asked for."""


class LostLinkForm(forms.Form):
    """Where a new link to the status page should go."""

    email = forms.EmailField(
        label=_("The e-mail address of your application"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class CompanyForm(StepForm):
    """The company in detail."""

    class Meta:
        model = Application
        fields = [
            "legal_name",
            "registration_number",
            "street",
            "postal_code",
            "city",
            "invoice_email",
            "old_cps_email",
        ]
        labels = {
            "legal_name": _("Legal name"),
            "registration_number": _("Registration number"),
            "street": _("Street and number"),
            "postal_code": _("Postcode"),
            "city": _("Town"),
            "invoice_email": _("E-mail for purchase orders and e-invoices"),
            "old_cps_email": _("Old CPS e-mail address"),
        }
        help_texts = {
            "legal_name": _("Exactly as in the register and on the document."),
            "registration_number": _(
                "In the commercial or business register. Leave it empty only if your business is in no register."
            ),
            "invoice_email": _("Optional. Otherwise invoices go to your own address."),
            "old_cps_email": _(
                "Optional. If you were a CPS member before, write the e-mail address of that account: only then can "
                "you bring your registered products along."
            ),
        }
        widgets = {
            "legal_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "street": forms.TextInput(attrs={"autocomplete": "street-address"}),
            "postal_code": forms.TextInput(attrs={"autocomplete": "postal-code"}),
            "city": forms.TextInput(attrs={"autocomplete": "address-level2"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"legal_name", "street", "postal_code", "city"} & set(self.fields):
            self.fields[name].required = True

    def clean_legal_name(self) -> str:
        return " ".join(self.cleaned_data["legal_name"].split())

    def clean_registration_number(self) -> str:
        number = self.cleaned_data["registration_number"]
        if not number:
            return ""
        return str(_checked(numbers.registration_number, number, country=self.instance.country))

    def clean_postal_code(self) -> str:
        postal_code = " ".join(self.cleaned_data["postal_code"].upper().split())
        country = ParticipatingCountry.objects.open(on=self.on).filter(code=self.instance.country).first()
        if country is not None and not country.covers(postal_code):
            raise forms.ValidationError(
                _(
                    "CPS is offered on the mainland of this country (%(country)s) only; this postcode lies outside it."
                )
                % {"country": country}
            )
        return postal_code

    def clean_invoice_email(self) -> str:
        return str(self.cleaned_data["invoice_email"]).strip().lower()

    def clean_old_cps_email(self) -> str:
        return str(self.cleaned_data["old_cps_email"]).strip().lower()
