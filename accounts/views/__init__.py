"""The doors of accounts: the application form, its status page, the first password, one's own account."""

from accounts.views.account import (
    company_address,
    company_facts,
    my_account,
    notifications,
    person,
    withdraw_change,
)
from accounts.views.colleagues import (
    accept_join_request,
    accept_offer,
    colleague,
    decline_join_request,
    end_offer,
    invitation,
    invite,
    invite_again,
    offer,
    people,
    remove,
    withdraw_invitation,
)
from accounts.views.data import copy, data, erase_company, erase_person, export
from accounts.views.password import set_password, set_password_again
from accounts.views.register import register, register_step, registered, registered_document
from accounts.views.resume import resume
from accounts.views.security import change_email, end_other_sessions, new_email, security
from accounts.views.status import answer, renew_link, status, status_again
