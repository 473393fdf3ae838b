"""To see the portal as a customer sees it: begun from the member's page, ended from every page."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Company, Role
from cps_portal.lib import clock
from cps_portal.lib.errors import DomainError
from support.audit import actions, viewing
from support.lookup.models import LookUp
from support.staff_site.access import AgentRequest, for_viewers
from support.staff_site.frame import in_admin


class ViewingForm(forms.Form):
    """As whom, for what, and why in words: the log keeps all three."""

    role = forms.ModelChoiceField(
        Role.objects.none(), label=_("Person"), widget=forms.RadioSelect, empty_label=None
    )
    purpose = forms.ChoiceField(label=_("Purpose, for the log"), choices=LookUp.Purpose.choices)
    reason = forms.CharField(label=_("What do you want to see, and why?"), max_length=200)

    def __init__(self, *given: object, company: Company, **more: object) -> None:
        super().__init__(*given, **more)  # type: ignore[arg-type]
        people = Role.objects.filter(company=company, user__is_staff=False, user__is_active=True)
        self.fields["role"].queryset = people.select_related("user", "company").order_by("pk")  # type: ignore[attr-defined]
        if len(people) == 1:
            self.initial["role"] = people[0]


@require_http_methods(["GET", "HEAD", "POST"])
@for_viewers
def view_as(request: AgentRequest, pk: int) -> HttpResponse:
    company = get_object_or_404(Company, pk=pk)
    known = {"purpose": request.session.get("look_up_purpose", LookUp.Purpose.CALL)}
    form = ViewingForm(
        request.POST if request.method == "POST" else None, company=company, initial=known, label_suffix=""
    )
    if form.is_valid():
        try:
            begun = actions.begin_viewing(**form.cleaned_data, by=request.user, at=clock.now())
        except DomainError as refusal:
            form.add_error("role", refusal.message)
        else:
            request.session[viewing.SESSION_KEY] = begun.pk
            return redirect("products:list")
    title = gettext("See the portal as the customer does")
    context = in_admin(request, title=title, company=company, form=form)
    return render(request, "audit/view_as.html", context)


@require_POST
def end_viewing(request: HttpRequest) -> HttpResponse:
    """End the view; open to whoever has one, also after the right to begin one was taken away."""
    request.session.pop(viewing.SESSION_KEY, None)
    shown = request.viewing  # type: ignore[attr-defined]
    if shown is None:
        return redirect("home")
    actions.end_viewing(viewing=shown, at=clock.now())
    messages.info(request, gettext("You see the staff pages as yourself again."))
    return redirect("members:member", shown.company_id)
