from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from unfold.widgets import UnfoldAdminSelectWidget

from cps_portal.lib import clock
from points.models import Level
from subscriptions.models import Fee, LevelBenefit, LevelPermit, Subscription, Term, Terms, Withdrawal
from subscriptions.renewal import Renewal


class AcceptForm(forms.Form):
    """The terms that stood on the page, and the tick below them."""

    terms = forms.ModelChoiceField(
        Terms.objects.exclude(published_at=None),
        widget=forms.HiddenInput,
        error_messages={"required": _("Read the terms again."), "invalid_choice": _("Read the terms again.")},
    )
    accept = forms.BooleanField(
        label=_("I have read the terms of use and accept them for my company."),
        error_messages={"required": _("Tick the box to accept the terms of use.")},
    )


class ReviewForm(forms.Form):
    """What can still be added before paying."""

    purchase_order = forms.CharField(
        label=_("Purchase order number"),
        help_text=_("If your bookkeeping asks for one. We print it on the invoice."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReviewAndAcceptForm(AcceptForm, ReviewForm):
    """The review of a sign-up whose terms are not the ones in force any more."""

    field_order = ["purchase_order", "terms", "accept"]


class RenewalLevelForm(forms.Form):
    """The level of the next term, from those that the company may choose now."""

    level = forms.ModelChoiceField(
        Level.objects.none(),
        label=_("Level of the next term"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a level."), "invalid_choice": _("Choose one of these levels.")},
    )

    def __init__(self, *args: Any, renewal: Renewal, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"level": renewal.level}, **kwargs})
        allowed = [level.pk for level in renewal.membership.reached]
        field = self.fields["level"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Level.objects.filter(pk__in=allowed)


class CancelForm(forms.Form):
    """The end that stood on the page: beyond it nothing is cancelled unseen."""

    seen_until = forms.DateField(widget=forms.HiddenInput)


class WithdrawalForm(forms.ModelForm):  # type: ignore[type-arg]
    """What staff propose; what the proposal would be refused for is said beside its field."""

    class Meta:
        model = Withdrawal
        fields = ["subscription", "reason", "note"]

    def clean_subscription(self) -> Subscription:
        subscription: Subscription = self.cleaned_data["subscription"]
        if not Term.objects.filter(subscription=subscription).not_over(on=clock.today()).exists():
            raise forms.ValidationError(gettext("This membership is over already."))
        if Withdrawal.objects.open().filter(subscription=subscription).exists():
            raise forms.ValidationError(gettext("A colleague has proposed this already."))
        return subscription


class LevelPermitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A level for a company, until a day to come."""

    class Meta:
        model = LevelPermit
        fields = ["company", "level", "reason", "until_on"]

    def clean_until_on(self) -> date:
        until: date = self.cleaned_data["until_on"]
        if until <= clock.today():
            raise forms.ValidationError(gettext("The end must be a day to come."))
        return until

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        same = LevelPermit.objects.filter(company=given.get("company"), level=given.get("level"))
        if same.filter(until_on__gt=clock.today()).exists():
            raise forms.ValidationError(
                gettext("The company may choose this level already. End that permit first.")
            )
        return given


class DatedForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something that holds from a day until a day."""

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        begin = given.get("from_on") or self.instance.from_on
        until = given.get("until_on")
        if begin and until and until < begin:
            self.add_error("until_on", gettext("The end must not lie before the beginning."))
        return given


class FeeForm(DatedForm):
    """A fee of one country, or of every country that has none of its own."""

    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", _("every country")), *countries],
        widget=UnfoldAdminSelectWidget,
        help_text=_("A fee of a country goes before that of every country."),
    )

    class Meta:
        model = Fee
        fields = ["level", "country", "currency", "amount_cents", "from_on", "until_on"]


class LevelBenefitForm(DatedForm):
    """What a level brings; one that has begun was promised, and can only be given an end."""

    class Meta:
        model = LevelBenefit
        fields = ["level", "values", "from_on", "until_on"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        has_begun = self.instance.pk and self.initial["from_on"] <= clock.today()
        if has_begun and set(self.changed_data) - {"until_on"}:
            raise forms.ValidationError(
                gettext("This holds already. Give it an end, and add a line for what comes after it.")
            )
        return given
