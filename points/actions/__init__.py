"""Everything that is done to points: entries are added, never changed; balances are compared; staff correct."""

from points.actions.comparisons import NoteMissing, compare, take_note
from points.actions.corrections import (
    SamePerson,
    Wanted,
    approve_correction,
    propose_correction,
    refuse_correction,
    withdraw_correction,
)
from points.actions.ledger import AlreadyReversed, ReferenceTaken, credit, reverse
