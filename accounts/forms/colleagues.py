"""Whom an owner invites, as what, and what the invited person fills in."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms.password import SetPasswordForm
from accounts.forms.wizard import Radios
from accounts.models import Role, User

ABOUT = {
    Role.Kind.COLLEAGUE: _("registers gear and signs up for the membership"),
    Role.Kind.ACCOUNTANT: _("reads invoices and the company’s data"),
}


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.value, f"{capfirst(kind.label)}: {about}") for kind, about in ABOUT.items()]


class RoleForm(forms.Form):
    """What somebody may do in the company."""

    kind = forms.ChoiceField(label=_("Role"), widget=Radios, choices=kind_choices)


class InviteForm(RoleForm):
    """A new colleague."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The person logs in with this address. The invitation goes there."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    field_order = ["email", "kind"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


class JoinForm(SetPasswordForm):
    """The name and the first password of somebody who was invited."""

    name = forms.CharField(
        label=_("Your name"), max_length=150, widget=forms.TextInput({"autocomplete": "name"})
    )
    field_order = ["name", "password1", "password2"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, person=User(email=email), **kwargs)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        person = User(email=self.person.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, person)
        return password
