from django import forms
from django.utils.translation import gettext_lazy as _


class MemberNoteForm(forms.Form):
    """A note for colleagues about a member; the key makes a second sending harmless."""

    text = forms.CharField(
        label=_("Note"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write the note first.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
