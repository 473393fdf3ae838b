from django import forms
from django.utils.translation import gettext_lazy as _

from subscriptions.models import Terms


class AcceptForm(forms.Form):
    """The terms that stood on the page, and the tick below them."""

    terms = forms.ModelChoiceField(
        Terms.objects.exclude(published_at=None),
        widget=forms.HiddenInput,
        error_messages={"required": _("Read the terms again."), "invalid_choice": _("Read the terms again.")},
    )
    accept = forms.BooleanField(
        label=_("I have read the terms of use and accept them for my company."),
        error_messages={"required": _("Tick the box to accept the terms of use.")},
    )


class ReviewForm(forms.Form):
    """What can still be added before paying."""

    purchase_order = forms.CharField(
        label=_("Purchase order number"),
        help_text=_("If your bookkeeping asks for one. We print it on the invoice."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReviewAndAcceptForm(AcceptForm, ReviewForm):
    """The review of a sign-up whose terms are not the ones in force any more."""

    field_order = ["purchase_order", "terms", "accept"]
