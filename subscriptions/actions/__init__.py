"""What can be done about a membership, from the invitation to the term."""

from subscriptions.actions.corrections import approve_correction, correct_points
from subscriptions.actions.invitations import weigh_invitation
from subscriptions.actions.memberships import start
from subscriptions.actions.numbers import (
    NumberTaken,
    draw_number,
    keep_legacy_number,
    random_number,
    reserve_numbers,
)
from subscriptions.actions.sign_ups import (
    AlreadyMember,
    LevelOutOfReach,
    SignUpIncomplete,
    accept_and_begin,
    accept_and_review,
    begin_sign_up,
    choose_level,
    review,
)
from subscriptions.actions.suspensions import restore, suspend
from subscriptions.actions.terms_of_use import TermsNotAccepted, accept_terms, publish_terms

__all__ = [
    "AlreadyMember",
    "LevelOutOfReach",
    "NumberTaken",
    "SignUpIncomplete",
    "TermsNotAccepted",
    "accept_and_begin",
    "accept_and_review",
    "accept_terms",
    "approve_correction",
    "begin_sign_up",
    "choose_level",
    "correct_points",
    "draw_number",
    "keep_legacy_number",
    "publish_terms",
    "random_number",
    "reserve_numbers",
    "restore",
    "review",
    "start",
    "suspend",
    "weigh_invitation",
]
