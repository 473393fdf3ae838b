"""Everything that is done to accounts."""

from accounts.actions.applications import (
    answer,
    attach,
    declare_authorised,
    forget_drafts,
    keep,
    mail_status_link,
    submit,
)
from accounts.actions.cases import Verdict, approve, ask_for_better, claim, reject, release
from accounts.actions.links import LinkUsed, issue_link
from accounts.actions.looks import forget_presences, look, look_at_document, stay
from accounts.actions.people import choose_language, mail_new_password_link, set_password
from accounts.actions.promises import escalate_broken, remind_silent
from accounts.actions.queue import claim_all, take_next
from accounts.actions.vat import ask_about, ask_due

__all__ = [
    "LinkUsed",
    "Verdict",
    "answer",
    "approve",
    "ask_about",
    "ask_due",
    "ask_for_better",
    "attach",
    "choose_language",
    "claim",
    "claim_all",
    "declare_authorised",
    "escalate_broken",
    "forget_drafts",
    "forget_presences",
    "issue_link",
    "keep",
    "look",
    "look_at_document",
    "mail_new_password_link",
    "mail_status_link",
    "reject",
    "release",
    "remind_silent",
    "set_password",
    "stay",
    "submit",
    "take_next",
]
