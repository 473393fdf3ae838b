"""What can be done about a membership, from the invitation to the term."""

from subscriptions.actions.corrections import approve_correction, correct_points
from subscriptions.actions.due import do_due, renew_if_due
from subscriptions.actions.invitations import invite_if_eligible
from subscriptions.actions.memberships import start
from subscriptions.actions.numbers import (
    NumberTaken,
    draw_number,
    keep_legacy_number,
    random_number,
    replace_number,
    reserve_numbers,
)
from subscriptions.actions.permits import end_permit, permit_level
from subscriptions.actions.places import (
    AlreadyMember,
    AlreadyRenewed,
    BenefitsSuspended,
    LevelOutOfReach,
    NoHigherLevel,
    NotYet,
)
from subscriptions.actions.renewals import (
    cancel,
    choose_renewal_level,
    resume,
    switch_off_automatic_renewal,
    switch_on_automatic_renewal,
)
from subscriptions.actions.sign_ups import (
    SignUpIncomplete,
    accept_and_begin,
    accept_and_review,
    begin_renewal,
    begin_sign_up,
    begin_upgrade,
    choose_level,
    give_up,
    review,
)
from subscriptions.actions.suspensions import relieve, restore, suspend
from subscriptions.actions.terms_of_use import TermsNotAccepted, accept_terms, publish_terms
from subscriptions.actions.withdrawals import (
    TwoPeopleNeeded,
    approve_withdrawal,
    propose_withdrawal,
    reject_withdrawal,
)
