"""Acts about people: another log-in address, after a check of who wants it."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import actions as accounts
from accounts.models import Company, EmailChange, Role
from support.members.models import Deed
from support.members.staff_actions.staff_action import Act, ActForm, Case, Given


class EmailForm(ActForm):
    """The new address, and how the person was checked."""

    email = forms.EmailField(
        label=_("New e-mail address"),
        error_messages={
            "required": _("Type the new e-mail address."),
            "invalid": _("This is no e-mail address. It looks like name@company.example."),
        },
    )
    evidence = forms.ChoiceField(
        label=_("How did you check who wants this?"),
        choices=[("", _("Choose how")), *EmailChange.Evidence.choices],
        error_messages={"required": _("Choose how you checked the person.")},
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()


def _people(company: Company) -> Any:
    return Role.objects.select_related("user").filter(company=company)


def _foresee(case: Case) -> list[str]:
    user = case.thing.user
    facts = {"name": user.name or user.email, "email": user.email}
    return [
        gettext("%(name)s logs in with %(email)s until the new address is proven.") % facts,
        gettext("The new address gets a link. Who uses it is logged out everywhere, and logs in anew."),
        gettext("The old address is told at once, so that a mistake can still be stopped."),
    ]


def _change(case: Case, given: Given) -> EmailChange:
    checked = accounts.Checked(EmailChange.Evidence(given["evidence"]), given["reason"])
    facts = {"user": case.thing.user, "email": given["email"], "checked": checked}
    return accounts.change_email_after_check(by=case.by, at=case.at, **facts)


PEOPLE = (
    Act(
        kind=Deed.Act.CHANGE_EMAIL,
        title=_("Change e-mail"),
        right="accounts.add_emailchange",
        form=EmailForm,
        things=_people,
        named=lambda case: str(case.thing.user),
        source="person",
        foresee=_foresee,
        do=_change,
        said=lambda deed: _("A link is on its way to the new address. The old one is told, too."),
    ),
)
