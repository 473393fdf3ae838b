"""What staff do from a member's page: one table of acts, each with its right, its form and the call it makes."""

from support.acts.act import Act, Case
from support.acts.offers import Offer, about_the_company, about_things, put_into
from support.acts.table import ACTS

__all__ = ["ACTS", "Act", "Case", "Offer", "about_the_company", "about_things", "put_into"]
