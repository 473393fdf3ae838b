"""What an act of staff is: a form that asks why, and the one call that it makes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, User
from support.members.models import Deed

Given = dict[str, Any]
Text = Promise | str


@dataclass(frozen=True)
class Case:
    """What somebody is about to do something about: a company, or a thing of it."""

    company: Company
    thing: Any
    by: User
    at: datetime


class ActForm(forms.Form):
    """Why; and a key, so that a form which is sent twice does one thing."""

    who_reads: Text = _("Colleagues read it in the history of the member.")
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why; it is kept with the decision.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["reason"].help_text = str(self.who_reads)
        self.order_fields([name for name in self.fields if name not in ("reason", "key")])


@dataclass(frozen=True)
class Act:
    """One line of the table of acts: who may do it, to what, what is said before, what is done."""

    kind: Deed.Act
    title: Text
    right: str
    form: type[ActForm]
    # What is going to happen, sentence by sentence.
    foresee: Callable[[Case], list[str]]
    do: Callable[[Case, Given], Model | None]
    said: Callable[[Deed], Text]
    # The things to which it can be done, and those of them to which it still can; none: the company itself.
    things: Callable[[Company], QuerySet[Any]] | None = None
    still: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda things: things
    is_possible: Callable[[Case], bool] = lambda case: True
    # How the thing is called above the form.
    named: Callable[[Case], str] = lambda case: str(case.thing or "")
    # The sort of event in the timeline that is about such a thing.
    source: str = ""

    @property
    def slug(self) -> str:
        return self.kind.value

    def can_be_done(self, case: Case) -> bool:
        """Return whether the state of the company, or of the thing, still allows it."""
        if self.things is None:
            return self.is_possible(case)
        return self.still(self.things(case.company)).filter(pk=case.thing.pk).exists()
