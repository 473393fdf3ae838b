"""What of the timeline somebody wants to see."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from support.members.timeline.kinds import Kind


@dataclass(frozen=True)
class Choice:
    """A filter, a period whose days are both included, and a text that stands in what is told."""

    kind: Kind | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.since or self.until or self.text)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


class ChoiceForm(forms.Form):
    """The filters of the timeline; whatever cannot be read narrows nothing."""

    kind = forms.ChoiceField(required=False, choices=Kind.choices, widget=forms.HiddenInput)
    page = forms.IntegerField(required=False, min_value=1, max_value=9999, widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=100, widget=forms.TextInput({"type": "search"})
    )
    since = _day(_("From"))
    until = _day(_("Until"))

    @property
    def choice(self) -> Choice:
        self.full_clean()
        given = self.cleaned_data
        kind = Kind(given["kind"]) if given.get("kind") else None
        text = given.get("text", "").strip()
        return Choice(kind, given.get("since"), given.get("until"), text, given.get("page") or 1)
