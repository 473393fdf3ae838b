from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from support.helpdesk.models import Faq

FALLBACK = "en"
WITHOUT = _("Without it, customers read the English text.")
LANGUAGES = {code.split("-")[0]: name for code, name in settings.LANGUAGES}


class TextsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The two texts of a question in every language, as fields of their own instead of raw JSON."""

    class Meta:
        model = Faq
        fields = ["slug", "position", "is_shown"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[f"question_{code}"].initial = self.instance.questions.get(code, "")
            self.fields[f"answer_{code}"].initial = self.instance.answers.get(code, "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for code in LANGUAGES:
            self._demand_both(code)
        self.instance.questions = {code: cleaned.get(f"question_{code}", "") for code in LANGUAGES}
        self.instance.answers = {code: cleaned.get(f"answer_{code}", "") for code in LANGUAGES}
        return cleaned

    def _demand_both(self, code: str) -> None:
        """A question without its answer is worth as little as an answer without its question."""
        names = {f"question_{code}", f"answer_{code}"}
        given = {name for name in names if self.cleaned_data.get(name)}
        for name in names - given - set(self.errors) if given else ():
            self.add_error(name, _("The other half is there. Write this one, too, or empty both."))


def _fields_of(code: str, language: Any) -> dict[str, forms.Field]:
    fallback: dict[str, Any] = {
        "required": code == FALLBACK,
        "help_text": "" if code == FALLBACK else WITHOUT,
    }
    question = forms.CharField(
        label=format_lazy("{} ({})", _("Question"), language),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
        **fallback,
    )
    answer = forms.CharField(
        label=format_lazy("{} ({})", _("Answer"), language), widget=UnfoldAdminTextareaWidget, **fallback
    )
    return {f"question_{code}": question, f"answer_{code}": answer}


FaqForm: type[TextsForm] = type(
    "FaqForm",
    (TextsForm,),
    {
        name: field
        for code, language in LANGUAGES.items()
        for name, field in _fields_of(code, language).items()
    },
)
