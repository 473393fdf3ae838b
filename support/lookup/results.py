"""What a look-up finds."""

from dataclasses import dataclass, field

from accounts.models import Company
from products.models import LegacyMember
from support.lookup.memberships import Listed
from support.lookup.query import Kind

ROWS = 20


@dataclass(frozen=True)
class Hit:
    """A company, and what of it answers to the text."""

    company: Company
    kind: Kind
    text: str
    note: str = ""
    is_exact: bool = True
    # Nothing was found, and this is what was perhaps meant.
    is_guess: bool = False
    membership: Listed | None = None


@dataclass(frozen=True)
class Found:
    """The answer to a look-up: companies, exact hits first; members of the old programme if there is no company."""

    query: str = ""
    hits: list[Hit] = field(default_factory=list)
    unclaimed: list[LegacyMember] = field(default_factory=list)

    @property
    def is_guess(self) -> bool:
        """Whether nothing answers exactly, and what looks alike is shown instead."""
        return bool(self.hits) and all(hit.is_guess for hit in self.hits)

    @property
    def only(self) -> Company | None:
        """The one company that answers exactly; a name tells only where no other holds the same words."""
        exact = [hit for hit in self.hits if hit.is_exact]
        if len(exact) != 1 or (exact[0].kind is Kind.NAME and len(self.hits) > 1):
            return None
        return exact[0].company
