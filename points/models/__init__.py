"""The ledger: a balance per company, entries that are never changed, their checks and corrections, and the levels."""

from points.models.comparisons import Comparison, Difference
from points.models.corrections import MOVES, Correction
from points.models.ledger import Balance, BalanceQuerySet, Entry
from points.models.levels import Level
