"""A verifier's words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actions import Verdict
from accounts.models import CaseEvent, Company

Reason = CaseEvent.Reason
ABOUT_THE_DOCUMENT = (
    Reason.UNREADABLE, Reason.TOO_OLD, Reason.OTHER_COMPANY, Reason.NO_VAT_NUMBER, Reason.NO_ADDRESS, Reason.WRONG_KIND,
    Reason.OTHER,
)  # fmt: skip


class SeenForm(forms.Form):
    """What a verifier had seen of a case when deciding: the number of its newest event."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class JoinRequestForm(SeenForm):
    """Which of our customers the applicant belongs to."""

    company = forms.ModelChoiceField(Company.objects.all(), widget=forms.HiddenInput)


class ApproveForm(SeenForm):
    """Approve, with a note for colleagues where something was to be weighed."""

    private_note = forms.CharField(max_length=2000, required=False)


class VerdictForm(SeenForm):
    """Why, for the applicant, and what only colleagues read."""

    reason = forms.ChoiceField(label=_("Reason"))
    public_text = forms.CharField(
        label=_("Text for the applicant"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=_("Stands below the reason in the mail, in the applicant's language."),
    )
    private_note = forms.CharField(
        label=_("Private note"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
        help_text=_("Only colleagues see it."),
    )

    reasons: tuple[Reason, ...] = tuple(Reason)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose a reason")), *((reason.value, reason.label) for reason in self.reasons)]
        self.fields["reason"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("reason") == Reason.OTHER and not given.get("public_text"):
            self.add_error(
                "public_text", _("Say in your own words why: the reason alone tells the applicant nothing.")
            )
        return given

    def show_again(self, *, seen: int) -> None:
        """Keep the words of a verdict that came too late, now that its author sees what has happened."""
        self.data = {name: self.data[name] for name in self.data} | {"seen": str(seen)}

    @property
    def verdict(self) -> Verdict:
        given = self.cleaned_data
        return Verdict(given["reason"], given["public_text"], given["private_note"])


class AskForm(VerdictForm):
    """Ask for a better document."""

    reasons = ABOUT_THE_DOCUMENT


class RejectForm(VerdictForm):
    """Reject the application."""
