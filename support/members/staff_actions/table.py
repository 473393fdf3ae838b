from support.members.staff_actions.gear import GEAR
from support.members.staff_actions.mails import MAILS
from support.members.staff_actions.memberships import MEMBERSHIPS
from support.members.staff_actions.money import MONEY
from support.members.staff_actions.people import PEOPLE
from support.members.staff_actions.staff_action import Act

ACTS: dict[str, Act] = {act.slug: act for act in (*MAILS, *MEMBERSHIPS, *GEAR, *PEOPLE, *MONEY)}
