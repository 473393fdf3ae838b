"""The staff pages of memberships, one file a noun."""

from subscriptions.admin import corrections, decisions, memberships, offer
