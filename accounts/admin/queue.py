"""The verification queue: who waits for whom, and how a verifier takes the next case or many at once."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, queue, waiting_times
from accounts.admin.access import DECIDE, OPEN_CASES, View, needs
from accounts.forms import QueueForm
from accounts.queue import ME, Overview
from cps_portal.lib import clock, plots

DAYS_SHOWN = 30
QUEUE = "admin:accounts_application_changelist"


def the_queue(request: HttpRequest) -> HttpResponse:
    now, today = clock.now(), clock.today()
    overview = Overview(on=today)
    form = QueueForm(request.GET, overview=overview)
    wanted, number = form.wanted, _page_number(request)
    found = queue.cases(wanted, by=request.user, overview=overview)  # type: ignore[arg-type]
    rows, has_more = queue.page(found, number=number)
    context = {
        **admin.site.each_context(request),
        "title": _("Verification queue"),
        "form": form,
        "wanted": wanted,
        "is_mine": wanted.who == ME and not wanted.view,
        "views": _views(overview),
        "own": overview.held_by(request.user),  # type: ignore[arg-type]
        "overview": overview,
        "done": queue.done(by=request.user, since=_midnight()),  # type: ignore[arg-type]
        "lines": queue.lines(rows, at=now, on=today),
        "may_open": request.user.has_perm(OPEN_CASES),
        "may_decide": request.user.has_perm(DECIDE),
        "page": number,
        "has_more": has_more,
        "keys": _keys(),
    }
    return render(request, "admin/accounts/queue.html", context)


def _keys() -> list[tuple[str, str]]:
    return [
        ("N", _("next case")),
        ("J", _("down the list")),
        ("K", _("up the list")),
        ("X", _("choose the case")),
        ("C", _("claim the chosen cases")),
        ("/", _("find")),
    ]


def _midnight() -> Any:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "")
    return max(int(given), 1) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def _views(overview: Overview) -> list[tuple[queue.View, int | None]]:
    """Return the views with how many cases they show; those that end nowhere are not counted."""
    uncounted = (queue.View.DECIDED, queue.View.EVERYTHING)
    return [(view, None if view in uncounted else overview.counts.get(view, 0)) for view in queue.View]


@require_POST
@needs(DECIDE)
def claim_chosen(request: HttpRequest) -> HttpResponse:
    """Claim the cases that were ticked."""
    chosen = [int(key) for key in request.POST.getlist("case") if key.isascii() and key.isdigit()][
        : queue.PAGE
    ]
    claimed = actions.claim_all(cases=chosen, by=request.user, at=clock.now())  # type: ignore[arg-type]
    missed = len(chosen) - len(claimed)
    if not chosen:
        messages.info(request, _("No case was chosen. Tick those that you want to claim."))
    if claimed:
        done = ngettext("%(count)d case is yours.", "%(count)d cases are yours.", len(claimed))
        messages.success(request, done % {"count": len(claimed)})
    if missed:
        taken = ngettext(
            "%(count)d case was taken by somebody else meanwhile and stays theirs.",
            "%(count)d cases were taken by somebody else meanwhile and stay theirs.",
            missed,
        )
        messages.warning(request, taken % {"count": missed})
    return redirect(QUEUE)


@require_POST
@needs(DECIDE)
def next_case(request: HttpRequest) -> HttpResponse:
    """Open the verifier's next case, which may be a new one from the queue."""
    given = request.POST.get("done", "")
    done = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
    case = actions.take_next(by=request.user, done=done, at=clock.now())  # type: ignore[arg-type]
    if case is None:
        messages.info(
            request, _("Nothing waits for you: every open case is with a colleague or with its applicant.")
        )
        return redirect(QUEUE)
    return redirect("admin:accounts_application_case", pk=case.pk)


@require_GET
@needs("accounts.view_application")
def waiting_times_page(request: HttpRequest) -> HttpResponse:
    """Show how long applicants wait: those whose case is open, and those who got their answer lately."""
    left = Overview(on=clock.today()).ours_by_days_left
    taken = waiting_times.of_decided(since=clock.now() - timedelta(days=DAYS_SHOWN))
    lately = ngettext(
        "How long the decisions of the last %(days)d day took",
        "How long the decisions of the last %(days)d days took",
        DAYS_SHOWN,
    )
    waiting = _("Cases that wait for us, by the time that is left")
    context = {
        **admin.site.each_context(request),
        "title": _("Waiting times"),
        "open": plots.stacked(waiting_times.open_by_days_left(left, title=waiting)),
        "decided": plots.stacked(waiting_times.decided(taken, title=lately % {"days": DAYS_SHOWN})),
        "in_time": waiting_times.share_in_time(taken),
    }
    return render(request, "admin/accounts/waiting_times.html", context)


ADDRESSES: dict[str, View] = {
    "claim-chosen": claim_chosen,
    "next": next_case,
    "waiting-times": waiting_times_page,
}
