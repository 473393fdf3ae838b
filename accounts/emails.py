"""One function a mail."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import Application, CaseEvent, Company, User
from cps_portal.lib import mail


def _absolute(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _to_applicant(template: str, application: Application, **context: Any) -> None:
    mail.send(
        f"accounts/email/{template}",
        to=application.email,
        language=application.language,
        context={"application": application, "days": settings.PROMISED_WORKING_DAYS, **context},
    )


def _to_person(template: str, user: User, **context: Any) -> None:
    mail.send(
        f"accounts/email/{template}", to=user.email, language=user.language, context={"user": user, **context}
    )


def way_back(application: Application, *, token: str) -> None:
    _to_applicant("way_back", application, url=_absolute("accounts:resume", token))


def received(application: Application, *, token: str) -> None:
    _to_applicant("received", application, url=_absolute("accounts:status", token))


def status_link(application: Application, *, token: str) -> None:
    _to_applicant("status_link", application, url=_absolute("accounts:status", token))


def better_document(application: Application, event: CaseEvent, *, token: str) -> None:
    _to_applicant("better_document", application, event=event, url=_absolute("accounts:status", token))


def rejected(application: Application, event: CaseEvent) -> None:
    _to_applicant("rejected", application, event=event)


def still_checked(application: Application) -> None:
    _to_applicant("still_checked", application)


def approved(user: User, company: Company, *, token: str) -> None:
    url = _absolute("accounts:set_password", token)
    _to_person("approved", user, company=company, url=url, days=settings.SET_PASSWORD_LINK_DAYS)


def approved_with_password(user: User, company: Company) -> None:
    _to_person("approved_with_password", user, company=company, url=_absolute("account_login"))


def new_password_link(user: User, *, token: str) -> None:
    url = _absolute("accounts:set_password", token)
    _to_person("new_password_link", user, url=url, days=settings.SET_PASSWORD_LINK_DAYS)
