"""The doors of support: customers' contact page, agents' look-up, operators' probes."""

from support.views.contact import contact
from support.views.look_up import look_up, member
from support.views.operations import metrics, ready

__all__ = ["contact", "look_up", "member", "metrics", "ready"]
