from support.members.views.members import mail, member, write_note
from support.members.views.staff_actions import act
