"""What was promised until when: terms of use, fees, invitations, sign-ups, subscriptions and their numbers."""

from subscriptions.models.decisions import WITHDRAWAL_MOVES, LevelPermit, RenewalChoice, Withdrawal
from subscriptions.models.fees import Benefit, Fee, LevelBenefit
from subscriptions.models.memberships import RENEWAL_MOVES, Subscription, Suspension, Term
from subscriptions.models.notices import Fall, Notice
from subscriptions.models.numbers import MembershipNumber, ReservedNumber
from subscriptions.models.sign_ups import Invitation, SignUp
from subscriptions.models.terms_of_use import Acceptance, Terms
