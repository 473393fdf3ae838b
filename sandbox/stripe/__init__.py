"""A stateful Stripe for exactly the calls that the portal makes; see sandbox/README.md."""

from sandbox.stripe.faults import FaultKind
from sandbox.stripe.server import StripeSandbox
