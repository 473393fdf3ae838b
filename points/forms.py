from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from points.statement import GAINS, LOSSES, Choice


class StatementForm(forms.Form):
    """Which changes of the points are to be shown: nothing chosen shows all of them."""

    kind = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("All changes")), (GAINS, _("Points that came")), (LOSSES, _("Points that went"))],
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return given

    @property
    def choice(self) -> Choice:
        """What was chosen; a form with errors shows everything."""
        if not self.is_valid():
            return Choice()
        given = self.cleaned_data
        return Choice(given["kind"], given["since"], given["until"])
