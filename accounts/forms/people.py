"""What a person types about themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import languages
from accounts.forms.wizard import checked_phone
from accounts.models import User
from accounts.notifications import OPTIONAL


class OwnPasswordForm(forms.Form):
    """What asks for the password once more: whoever finds an open browser does not know it."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("So that nobody else does this in your name."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.person.check_password(password):
            raise forms.ValidationError(_("This is not your password. Type it again."))
        return password


class NewEmailForm(OwnPasswordForm):
    """The address to log in with from now on."""

    email = forms.EmailField(
        label=_("New e-mail address"), widget=forms.EmailInput({"autocomplete": "email"})
    )
    field_order = ["email", "password"]

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if email == self.person.email:
            raise forms.ValidationError(_("You log in with this address already."))
        return email


class PersonForm(forms.Form):
    """How we call somebody, in which language and on which number."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
        help_text=_("Optional. Write the country code, too, for example +371 20000000."),
    )
    language = forms.ChoiceField(label=_("Language"), help_text=_("For the portal and for our mails to you."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages.own_names()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        return checked_phone(phone) if phone else ""


class NotificationsForm(forms.Form):
    """The mails that a person wants, among those that they may do without."""

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in OPTIONAL:
            self.fields[kind.code] = forms.BooleanField(
                label=kind.label, help_text=kind.about, required=False, initial=person.wants(kind)
            )

    @property
    def unwanted(self) -> list[str]:
        return [kind.code for kind in OPTIONAL if not self.cleaned_data[kind.code]]
