"""Everything that is done to accounts."""

from accounts.actions.applications import (
    answer,
    ask_for_status_link,
    attach,
    declare_authorised,
    forget_drafts,
    keep,
    mail_asked_links,
    renew_status_link,
    submit,
)
from accounts.actions.cases import Verdict, approve, ask_for_better, claim, reject, release
from accounts.actions.documents import delete_outlived
from accounts.actions.links import LinkUsed, issue_link, issue_way_back
from accounts.actions.people import choose_language, mail_new_password_link, set_password
from accounts.actions.vat import ask_about, ask_due

__all__ = [
    "LinkUsed",
    "Verdict",
    "answer",
    "approve",
    "ask_about",
    "ask_due",
    "ask_for_better",
    "ask_for_status_link",
    "attach",
    "choose_language",
    "claim",
    "declare_authorised",
    "delete_outlived",
    "forget_drafts",
    "issue_link",
    "issue_way_back",
    "keep",
    "mail_asked_links",
    "mail_new_password_link",
    "reject",
    "release",
    "renew_status_link",
    "set_password",
    "submit",
]
