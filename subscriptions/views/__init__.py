"""The doors of a membership: what the member does, the card, and what stands on it for a service centre."""

from subscriptions.views import card, membership
