"""What customers write, with their files, and what staff write back."""

import time
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import uploads
from accounts.models import User
from accounts.uploads import Upload
from cps_portal.lib.errors import DomainError
from support.helpdesk.actions import MOST_FILES, Topic, Words
from support.helpdesk.models import Faq, Ticket, TicketFile

LONGEST = 5000
# A request ends before the web server's patience does: what is left after this time is not opened.
SECONDS_FOR_FILES = 20


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files; the form judges each."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        return data or []


class Offered(forms.MultipleChoiceField):
    """Some of what is offered; what is offered no more, because it was sent meanwhile, is passed over."""

    def validate(self, value: list[str]) -> None:
        pass


class SeenForm(forms.Form):
    """What somebody had seen of a ticket when they wrote or closed it: the number of its newest event."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class KeyedForm(forms.Form):
    """A form that carries a key, so that pressing twice sends once."""

    data: MultiValueDict[str, Any]
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4

    def show_again(self, **changes: Any) -> None:
        """Keep what was typed, with some hidden things as they are now."""
        data = self.data.copy()
        for name, value in changes.items():
            data.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
        self.data = data


class WritingForm(KeyedForm):
    """A customer's words with files; a file that passed the gate is kept and offered again until the form is sent."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST,
    )
    kept = Offered(
        label=gettext_lazy("Files that go with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    added = Files(label=gettext_lazy("Add files"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.uploads = by, list[Upload]()
        self.fields["added"].widget.attrs["accept"] = uploads.ACCEPTED
        self.fields["added"].help_text = _(
            "PDF, JPEG, PNG or HEIC, at most %(number)d files of %(size)d MB each."
        ) % {"number": MOST_FILES, "size": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
        self._offer()

    @property
    def sent_key(self) -> uuid.UUID | None:
        """The key that came with what was typed; not what we gave, if somebody has spoilt it."""
        try:
            return uuid.UUID(self.data.get("key", ""))
        except ValueError:
            return None

    def _offer(self) -> None:
        """Offer the files that are kept for this form."""
        kept = TicketFile.objects.kept_for(self.sent_key, by=self.by) if self.sent_key else []
        choices = [(str(file.pk), file.name) for file in kept]
        boxes = forms.CheckboxSelectMultiple(choices=choices)
        field = self.fields["kept"]
        field.choices = choices  # type: ignore[attr-defined]
        field.widget = boxes if choices else forms.MultipleHiddenInput()

    @property
    def _chosen(self) -> list[str]:
        ticked = self.data.getlist("kept")
        return [key for key, _name in self.fields["kept"].choices if key in ticked]  # type: ignore[attr-defined]

    def clean_added(self) -> list[Upload]:
        """Let each file through the gate by itself: those that pass are kept, however the others fare."""
        refusals, began = [], time.monotonic()
        for file in self.files.getlist("added") if self.files else []:
            try:
                if time.monotonic() - began > SECONDS_FOR_FILES:
                    raise DomainError(_("The files before it took too long to open. Choose it once more."))
                self.uploads.append(uploads.accept(file))
            except DomainError as no:
                refusals.append(f"{file.name}: {no.message}")
        if refusals:
            raise ValidationError(refusals)
        return self.uploads

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if len(self.uploads) + len(self._chosen) > MOST_FILES:
            too_many = _("At most %(most)d files go with one message. Leave some out, or write twice.")
            self.add_error("added", too_many % {"most": MOST_FILES})
        return given

    def take_in(self, kept: Sequence[TicketFile]) -> None:
        """Go on with files that are kept now: they are chosen, like those that were ticked before."""
        self._offer()
        self.show_again(kept=[*self.data.getlist("kept"), *(file.pk for file in kept)])

    @property
    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["text"], given["key"], [int(key) for key in self._chosen])


class QuestionForm(WritingForm):
    """A new question."""

    kind = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=150)
    about = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    field_order = ["kind", "subject", "text", "kept", "added", "about", "key"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose what it is about")), *Ticket.Kind.choices]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]

    @property
    def topic(self) -> Topic:
        given = self.cleaned_data
        return Topic(Ticket.Kind(given["kind"]), given["subject"], given["about"])


class ReplyForm(WritingForm):
    """More words under a question."""

    field_order = ["text", "kept", "added", "key"]


class NoteForm(KeyedForm):
    """What only colleagues read."""

    text = forms.CharField(
        label=gettext_lazy("Internal note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=LONGEST,
        help_text=gettext_lazy("Only colleagues see it."),
    )

    @property
    def words(self) -> Words:
        return Words(self.cleaned_data["text"], self.cleaned_data["key"])


class AnswerForm(SeenForm, NoteForm):
    """An answer to the customer, begun with a text of the questions and answers if there is one that fits."""

    text = forms.CharField(
        label=gettext_lazy("Answer"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=LONGEST,
    )
    faq = forms.ModelChoiceField(
        Faq.objects.filter(is_shown=True),
        label=gettext_lazy("Text from the questions and answers"),
        required=False,
        to_field_name="slug",
        empty_label=gettext_lazy("Choose a text"),
    )

    def begin_with(self, canned: str) -> None:
        """Put a text below what is typed already."""
        typed = self.data.get("text", "").rstrip()
        self.show_again(text=f"{typed}\n\n{canned}".strip())
        self.errors.clear()
