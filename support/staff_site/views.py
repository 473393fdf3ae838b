"""What every mail looks like, in each language, before anybody gets it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import languages
from support.staff_site import previews
from support.staff_site.access import AgentRequest, for_readers_of_mail
from support.staff_site.frame import in_admin


@require_safe
@for_readers_of_mail
def mails(request: AgentRequest) -> HttpResponse:
    language = languages.known_language(request.GET.get("language", request.user.language))
    key = request.GET.get("mail", "")
    chosen = previews.find(key)
    if key and chosen is None:
        raise Http404
    page = {
        "title": _("Samples of mails"),
        "groups": previews.listed(language=language),
        "chosen": chosen,
        "letter": previews.written(chosen, language=language) if chosen else None,
        "language": language,
        "languages": languages.own_names(),
    }
    return render(request, "staff_site/mail_previews.html", in_admin(request, **page))
