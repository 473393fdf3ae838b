"""Acts about the membership and its points: corrected, or ended at once, by two people where it is much."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cps_portal.lib import clock
from points.actions import Wanted
from points.models import Balance, Correction
from subscriptions import actions as subscriptions
from subscriptions.models import Subscription, Term, Withdrawal
from support.members.models import Deed
from support.members.staff_actions.staff_action import Act, ActForm, Case, Given


class PointsForm(ActForm):
    """How many points, and since when."""

    who_reads = _("The member reads it on the statement: write in their language.")
    amount = forms.IntegerField(
        label=_("Points"),
        help_text=_("How many points come; with a minus sign, how many go."),
        error_messages={"required": _("Write how many points come or go.")},
    )
    since_on = forms.DateField(
        label=_("Counts from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        help_text=_("Empty: from the day on which it is booked."),
    )


def _foresee_points(case: Case) -> list[str]:
    balance = Balance.objects.filter(company=case.company).first()
    return [
        gettext("The company has %(points)s points now.") % {"points": balance.points if balance else 0},
        gettext("Up to %(most)d points are booked at once; more wait for a second person.")
        % {"most": settings.CORRECTION_ALONE_MAX},
    ]


def _correct(case: Case, given: Given) -> Correction:
    wanted = Wanted(given["amount"], given["reason"], given["since_on"])
    facts = {"company": case.company, "wanted": wanted, "key": given["key"]}
    return subscriptions.correct_points(by=case.by, at=case.at, **facts)


def _corrected(deed: Deed) -> str:
    if Correction.objects.get(pk=deed.outcome).is_waiting:
        return gettext("Proposed. The points change when a second person approves it.")
    return gettext("The points are booked.")


class WithdrawForm(ActForm):
    """For which of the reasons that end a membership."""

    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[("", _("Choose a cause")), *Withdrawal.Reason.choices],
        error_messages={"required": _("Choose a cause.")},
    )


def _has_one_to_end(case: Case) -> bool:
    open_ = Withdrawal.objects.open().filter(subscription__company=case.company)
    return Term.objects.of(case.company).not_over(on=clock.on(case.at)).exists() and not open_.exists()


def _withdraw(case: Case, given: Given) -> Withdrawal:
    return subscriptions.propose_withdrawal(
        subscription=Subscription.objects.get(company=case.company),
        reason=given["cause"],
        note=given["reason"],
        by=case.by,
        at=case.at,
    )


MEMBERSHIPS = (
    Act(
        kind=Deed.Act.CORRECT_POINTS,
        title=_("Correct points"),
        right="points.add_correction",
        form=PointsForm,
        foresee=_foresee_points,
        do=_correct,
        said=_corrected,
    ),
    Act(
        kind=Deed.Act.WITHDRAW,
        title=_("Propose withdrawal"),
        right="subscriptions.add_withdrawal",
        form=WithdrawForm,
        is_possible=_has_one_to_end,
        foresee=lambda case: [
            gettext("Nothing happens to the membership until a second person approves it."),
            gettext("Then it ends on that day, and its unused days are credited."),
        ],
        do=_withdraw,
        said=lambda deed: _("Proposed. A second person has to approve the withdrawal."),
    ),
)
