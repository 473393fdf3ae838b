from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

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
