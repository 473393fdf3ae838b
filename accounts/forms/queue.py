"""Which cases of the verification queue somebody wants to see."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.queue import ME, Overview, View, Wanted


class QueueForm(forms.Form):
    """The filters, as they stand in the address; what they do not know is left aside."""

    status = forms.ChoiceField(choices=View.choices, required=False, widget=forms.HiddenInput)
    country = forms.ChoiceField(label=_("Country"), required=False)
    who = forms.ChoiceField(label=_("Verifier"), required=False)
    twins = forms.BooleanField(label=_("Same number or name as another"), required=False)
    q = forms.CharField(
        label=_("Find"),
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Number, name, e-mail, VAT number")}
        ),
    )

    def __init__(self, *args: Any, overview: Overview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = [(code, f"{name} ({count})") for code, name, count in overview.countries]
        holders = [(str(pk), f"{name} ({count})") for pk, name, count in overview.holders]
        self.fields["country"].choices = [("", _("All countries")), *countries]  # type: ignore[attr-defined]
        self.fields["who"].choices = [("", _("Anybody")), (ME, _("Me")), *holders]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            view=View(given.get("status", "")),
            country=given.get("country", ""),
            who=given.get("who", ""),
            only_twins=given.get("twins", False),
            text=given.get("q", ""),
        )
