"""Samples of the mails about accounts."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import CaseEvent, ColleagueInvitation, CompanyChange, Handover, JoinRequest, LogIn, Role
from cps_portal.lib import clock
from support.staff_site.previews.cast import anna, application, company, day, link, otto
from support.staff_site.previews.sample import Facts, Group, Sample


def _to_applicant(**more: Any) -> dict[str, Any]:
    days = settings.PROMISED_WORKING_DAYS
    return {"application": application(), "days": days, "url": link("status"), **more}


def _about_document() -> dict[str, Any]:
    return _to_applicant(
        event=CaseEvent(
            at=clock.now(),
            reason=CaseEvent.Reason.TOO_OLD,
            public_text=gettext("The invoice is of last year. Send one of the last three months."),
        )
    )


def _waiting() -> dict[str, Any]:
    facts = _to_applicant()
    facts["application"].status = facts["application"].Status.WAITING
    return facts


def _late() -> dict[str, Any]:
    case = application()
    case.promised_on, case.claimed_by = day(-1), otto()
    return {"user": anna(), "cases": [case], "url": link("admin")}


def _to_person(**more: Any) -> dict[str, Any]:
    return {"user": anna(), "company": company(), "url": link("account"), **more}


def _days(days: int) -> Facts:
    return lambda: _to_person(days=days)


def _invitation() -> dict[str, Any]:
    invitation = ColleagueInvitation(company=company(), by=anna(), kind=Role.Kind.COLLEAGUE)
    return {"invitation": invitation, "days": settings.INVITATION_LINK_DAYS, "url": link("invitation")}


def _join_request() -> dict[str, Any]:
    return _to_person(join_request=JoinRequest(application=application(), company=company()))


def _handover() -> dict[str, Any]:
    return _to_person(handover=Handover(company=company(), by=anna(), to=otto()))


def _change() -> dict[str, Any]:
    change = CompanyChange(company=company(), after={"legal_name": "SIA Kalniņa foto un video"})
    return _to_person(change=change, reason=gettext("The register still shows the old name."))


def _log_in() -> dict[str, Any]:
    return _to_person(log_in=LogIn(address="192.0.2.7"), browser="Firefox, Linux")


def _new_email() -> dict[str, Any]:
    return _to_person(email="anna@new.example", days=settings.NEW_EMAIL_LINK_DAYS)


def _notice(name: str) -> Facts:
    return lambda: _to_person(notice=name)


def _reset() -> dict[str, Any]:
    return _to_person(password_reset_url=link("password/reset"), activate_url=link("confirm"))


def _mail(name: str, facts: Facts) -> Sample:
    return Sample(f"accounts/email/{name}", facts)


APPLICANTS = Group(
    _("Applicants"),
    (
        _mail("resume_link", _to_applicant),
        _mail("received", _to_applicant),
        _mail("status_link", _to_applicant),
        _mail("still_checked", _to_applicant),
        Sample("accounts/email/still_checked", _waiting, _("we wait for the applicant"), 2),
        _mail("better_document", _about_document),
        _mail("document_reminder", _about_document),
        _mail("rejected", _about_document),
        _mail("join_waits", _to_applicant),
        _mail("join_declined", _to_applicant),
        _mail("approved", _days(settings.SET_PASSWORD_LINK_DAYS)),
        _mail("approved_with_password", _to_person),
        _mail("new_password_link", _days(settings.SET_PASSWORD_LINK_DAYS)),
        _mail("join_accepted", _days(settings.SET_PASSWORD_LINK_DAYS)),
        Sample(
            "accounts/email/join_accepted_with_password", _to_person, _("the person has a password already")
        ),
        _mail("promises_broken", _late),
    ),
)

ACCOUNTS = Group(
    pgettext_lazy("mails", "Accounts"),
    (
        _mail("invited", _invitation),
        Sample("accounts/email/invited_elsewhere", _invitation, _("the address has an account already")),
        _mail("joined", lambda: _to_person(person=otto())),
        _mail("join_asked", _join_request),
        _mail("removed", _to_person),
        _mail("offered", _handover),
        _mail("handed_over", _handover),
        _mail("change_approved", _change),
        _mail("change_rejected", _change),
        _mail("new_browser", _log_in),
        _mail("security_notice", _notice("password_changed")),
        Sample("accounts/email/security_notice", _notice("totp_activated"), _("an app for codes"), 2),
        Sample("accounts/email/security_notice", _notice("webauthn_added"), _("a security key"), 3),
        _mail("prove_new_email", _new_email),
        _mail("new_email_asked", _new_email),
        _mail("email_changed", _new_email),
        _mail("export_ready", _days(settings.EXPORT_DAYS)),
        _mail("erasure_refused", lambda: _to_person(reason=gettext("An invoice is not paid yet."))),
        _mail("erased", _to_person),
        Sample("account/email/password_reset_key", _reset),
        Sample("account/email/account_already_exists", _reset),
        Sample("account/email/email_confirmation", _reset),
        Sample("account/email/email_confirmation_signup", _reset, _("at sign-up")),
    ),
)
