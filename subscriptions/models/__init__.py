"""What was promised until when: terms of use, fees, invitations, sign-ups, subscriptions and their numbers."""

from subscriptions.models.fees import Benefit, Fee, LevelBenefit
from subscriptions.models.memberships import Subscription, Suspension, Term
from subscriptions.models.numbers import MembershipNumber, ReservedNumber
from subscriptions.models.periods import DateRange
from subscriptions.models.sign_ups import Invitation, SignUp
from subscriptions.models.terms_of_use import Acceptance, Terms

__all__ = [
    "Acceptance",
    "Benefit",
    "DateRange",
    "Fee",
    "Invitation",
    "LevelBenefit",
    "MembershipNumber",
    "ReservedNumber",
    "SignUp",
    "Subscription",
    "Suspension",
    "Term",
    "Terms",
]
