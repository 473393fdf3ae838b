"""What staff do from a member's page: one table of acts, each with its right, its form and the call it makes."""

from support.members.staff_actions.offers import Offer, about_the_company, about_things, put_into
from support.members.staff_actions.staff_action import Act, Case
from support.members.staff_actions.table import ACTS
