from support.acts.act import Act
from support.acts.gear import GEAR
from support.acts.mails import MAILS
from support.acts.memberships import MEMBERSHIPS
from support.acts.money import MONEY
from support.acts.people import PEOPLE

ACTS: dict[str, Act] = {act.slug: act for act in (*MAILS, *MEMBERSHIPS, *GEAR, *PEOPLE, *MONEY)}
