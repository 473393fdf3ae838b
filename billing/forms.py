from django import forms
from django.utils.translation import gettext_lazy as _

from subscriptions.models import SignUp


class PaymentForm(forms.Form):
    payment = forms.ChoiceField(
        label=_("Payment option"),
        choices=SignUp.Payment.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose card or bank transfer.")},
    )
