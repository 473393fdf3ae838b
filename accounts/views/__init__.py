"""The public doors of accounts: the application form, its status page, the first password, one's own account."""

from accounts.views.account import my_account
from accounts.views.password import set_password, set_password_again
from accounts.views.register import register, register_step, registered, registered_document
from accounts.views.resume import resume
from accounts.views.status import answer, renew_link, status, status_again

__all__ = [
    "answer",
    "my_account",
    "register",
    "register_step",
    "registered",
    "registered_document",
    "renew_link",
    "resume",
    "set_password",
    "set_password_again",
    "status",
    "status_again",
]
