"""The public doors of accounts: the application form, its status page, the first password, one's own account."""

from accounts.views.account import my_account
from accounts.views.password import set_password, set_password_again
from accounts.views.register import register, register_step, registered
from accounts.views.status import answer, status, status_again

__all__ = [
    "answer",
    "my_account",
    "register",
    "register_step",
    "registered",
    "set_password",
    "set_password_again",
    "status",
    "status_again",
]
