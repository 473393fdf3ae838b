"""A case of a company that is our customer already becomes a question to that company's owner."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.admin.access import DECIDE, with_case
from accounts.admin.case import answered
from accounts.forms.verification import JoinRequestForm
from accounts.models import Application, User


@require_POST
@with_case(DECIDE)
def convert_to_join_request(request: HttpRequest, application: Application, verifier: User) -> HttpResponse:
    form = JoinRequestForm(request.POST)
    if not form.is_valid():
        raise Http404
    done = _("The owner of the company has been asked, and the applicant has been told.")
    details = {"by": verifier, **form.cleaned_data}
    return answered(request, application, actions.convert_to_join_request, done, **details)


ADDRESSES = {"turn": convert_to_join_request}
